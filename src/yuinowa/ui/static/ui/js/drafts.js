// What is typed into a form with data-draft="name" outlives errors, an expired session and a closed connection.
// It stays in this tab only and goes away when the form was accepted.
(() => {
  "use strict";
  const skipped = new Set(["hidden", "password", "file", "submit", "button"]);
  const keyOf = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !skipped.has(field.type));
  const read = (form) => fieldsOf(form).map((field) => [field.name, field.value, field.type === "checkbox" || field.type === "radio" ? field.checked : null]);

  const write = (form, saved) => {
    const left = [...saved];
    for (const field of fieldsOf(form)) {
      const isTick = field.type === "checkbox" || field.type === "radio";
      const at = left.findIndex(([name, value, ticked]) => name === field.name && (ticked !== null) === isTick && (!isTick || value === field.value));
      if (at < 0) continue;
      const [, value, ticked] = left.splice(at, 1)[0];
      if (isTick) field.checked = ticked; else field.value = value;
      // What came back must be seen.
      if (isTick ? ticked : value) field.closest("details")?.setAttribute("open", "");
    }
  };
  const sent = sessionStorage.getItem("draft-sent");
  sessionStorage.removeItem("draft-sent");
  const here = [...document.querySelectorAll("form[data-draft]")];
  // We were sent away from the form without an error: it was accepted.
  if (sent && !here.some((form) => keyOf(form) === sent) && !location.pathname.startsWith("/accounts/")) sessionStorage.removeItem(sent);
  if (sent && location.pathname.startsWith("/accounts/")) sessionStorage.setItem("draft-sent", sent);

  for (const form of here) {
    const saved = sessionStorage.getItem(keyOf(form));
    // A form that came back with errors already holds what was typed.
    if (saved && !form.querySelector(".errors")) {
      write(form, JSON.parse(saved));
      form.querySelector("[data-draft-note]")?.removeAttribute("hidden");
    }
    form.addEventListener("input", () => sessionStorage.setItem(keyOf(form), JSON.stringify(read(form))));
    form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", keyOf(form)));
    form.addEventListener("reset", () => sessionStorage.removeItem(keyOf(form)));
  }
})();
