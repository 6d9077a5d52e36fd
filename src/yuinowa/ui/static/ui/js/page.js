// Small comforts; every page works without them.
(() => {
  "use strict";
  // A second click on a form that is already on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "1";
    event.submitter?.classList.add("is-sending");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-sending]").forEach((form) => delete form.dataset.sending);
    document.querySelectorAll(".is-sending").forEach((button) => button.classList.remove("is-sending"));
  });

  // Pages kept for a visit without a line, and the key of the notes, belong to who signed in: they go at the sign-out, and when
  // somebody else is here, or the same person in another post. A sign-out by time leaves them: one may still be on the way.
  const forget = () => {
    window.caches?.delete("visits-1");
    window.indexedDB?.deleteDatabase("field-notes-keys");
    localStorage.setItem("offline-desk", "nobody");
  };
  try {
    const { desk } = document.body.dataset, kept = localStorage.getItem("offline-desk");
    if (kept === "nobody" || (kept && desk !== undefined && desk !== kept)) {
      forget();
      if (desk) localStorage.removeItem("offline-desk");
    }
    document.addEventListener("submit", (event) => {
      if (event.target.getAttribute("action")?.endsWith("/logout/") && localStorage.getItem("offline-desk")) forget();
    });
  } catch { /* a browser that keeps nothing */ }

  const closeDrops = (except) => document.querySelectorAll(".drop[open]").forEach((drop) => {
    if (!drop.contains(except)) drop.open = false;
  });
  document.addEventListener("click", (event) => {
    closeDrops(event.target);
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".drop[open]");
    closeDrops(null);
    open?.querySelector("summary").focus();
  });

  const english = document.documentElement.lang === "en";
  const words = new Intl.DateTimeFormat(english ? "en-GB" : "ja-JP-u-ca-japanese", {
    ...(english ? {} : { era: "long" }), year: "numeric", month: "long", day: "numeric", weekday: "short",
  });
  const showDate = (place) => {
    const input = document.getElementById(place.dataset.wareki);
    if (!input) return;
    const [year, month, day] = input.value.split("-").map(Number);
    const said = day ? words.format(new Date(year, month - 1, day)) : "";
    place.textContent = english ? said : said.replace("(", "（").replace(")", "）");
  };
  document.addEventListener("input", (event) => {
    document.querySelectorAll(`[data-wareki="${event.target.id}"]`).forEach(showDate);
  });
  document.querySelectorAll("[data-wareki]").forEach(showDate);
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-wareki]").forEach(showDate));

  // "All of these": the box in the head of a column ticks the boxes of its table.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-check-all]")) return;
    event.target.closest("table").querySelectorAll("tbody input[type=checkbox]").forEach((box) => { box.checked = event.target.checked; });
  });
  // A refusal comes back as 409 with a sentence to show.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409) event.detail.shouldSwap = true;
  });
  document.getElementById("errors")?.focus();
})();
