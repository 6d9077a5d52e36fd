// What the reader sees of it: how many notes have not been sent, which, and why; and the form that keeps a note before it sends it.
(() => {
  "use strict";
  const notes = window.fieldNotes;
  const { store, root, desk } = notes;
  const words = JSON.parse(document.getElementById("note-words").textContent);
  const form = document.querySelector("form[data-note-form]");
  const list = document.querySelector("[data-unsent-list]");
  const pattern = document.querySelector("template[data-unsent-note]");
  const every = (name) => document.querySelectorAll(`[data-${name}]`);
  const show = (name, isShown) => every(name).forEach((one) => { one.hidden = !isShown; });
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit" });
  let me, replaced = "", before = 0, hasNews = false;

  const said = (text) => every("said").forEach((one) => { if (one.textContent !== text) one.textContent = text; });
  const why = (note) => {
    if (!note.words) return words.closed;
    if (note.desk !== desk) return filled(words.former, { post: note.post });
    return note.state === "refused" ? note.reason : words.waiting;
  };
  const item = (note) => {
    const row = pattern.content.cloneNode(true);
    const put = (name, text) => { row.querySelector(`[data-${name}]`).textContent = text; };
    put("at", [clock.format(new Date(note.at)), note.words?.place].filter(Boolean).join("　"));
    put("text", note.words?.text ?? "");
    put("why", why(note));
    const isStuck = note.state === "refused" || note.desk !== desk;
    row.querySelector("[data-why]").classList.toggle("field-error", isStuck);
    const renew = row.querySelector("[data-renew]");
    renew.hidden = !(isStuck && note.words && form);
    renew.addEventListener("click", () => again(note));
    row.querySelector("[data-drop]").addEventListener("click", (event) => drop(note, event.target.closest("li")));
    return row;
  };
  const again = (note) => {
    const { text, visit } = form.elements;
    text.value = [text.value, note.words.text].filter(Boolean).join("\n");
    if ([...visit.options].some((option) => option.value === String(note.words.visit))) visit.value = note.words.visit;
    replaced = note.key;
    text.focus();
  };
  const drop = async (note, row) => {
    await store.remove(note.key);
    const back = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: words.back });
    back.addEventListener("click", async () => {
      await store.restore(note);
      row.replaceWith(item(note));
      list.querySelector("[data-drop]").focus();
      notes.changed();
    });
    row.replaceChildren(words.dropped, " ", back);
    back.focus();
    count((await store.own(me)).length);
  };
  const count = (n) => every("unsent-count").forEach((one) => { one.textContent = filled(words.count, { n }); });

  const paint = async () => {
    const state = notes.state(), isOther = state === "other";
    me = isOther ? undefined : await store.identity(desk);
    const own = me ? await store.own(me) : [];
    if (list && !list.contains(document.activeElement)) list.replaceChildren(...own.map(item));
    count(own.length);
    show("unsent", own.length > 0 || Boolean(list?.contains(document.activeElement)));
    show("other", isOther);
    show("out", state === "out");
    show("note-form", !isOther);
    show("of-others", Boolean(me) && (await store.countOfOthers(me.person)) > 0);
    const waits = own.filter((note) => note.state === "waiting" && note.desk === desk).length;
    if (waits || state !== "sending") said(state === "done" ? (own.length ? words.stuck : words.done) : waits || state !== "line" ? words[state] ?? "" : words.line_nothing);
    hasNews ||= waits < before;
    before = waits;
    if (state === "done" && hasNews) await refresh();
  };
  // One after the other, so that an older picture never covers a newer one.
  let painted = Promise.resolve();
  const draw = () => (painted = painted.then(paint).catch(() => {}));
  // The list of what has arrived, as the server shows it now; and the copy for later, too.
  const refresh = async () => {
    hasNews = false;
    notes.keepAgain();
    const place = document.getElementById("arrived");
    if (!place) return;
    const answer = await fetch(location.pathname, { redirect: "manual", cache: "no-store" }).catch(() => null);
    const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("arrived");
    if (found) place.replaceWith(found);
  };

  const typed = () => {
    const { text, visit } = form.elements;
    const place = visit.value ? visit.selectedOptions[0].textContent : "";
    return { key: form.elements.key.value, text: text.value.trim(), visit: visit.value, place };
  };
  const cleared = () => {
    const { visit } = form.elements, chosen = visit.value;
    form.reset();
    visit.value = chosen;
    form.elements.key.value = crypto.randomUUID();
    form.elements.text.focus();
  };
  const write = async () => {
    const note = typed();
    await store.keep(me, note);
    hasNews = true;
    if (replaced) await store.remove(replaced);
    replaced = "";
    cleared();
    said(words.kept);
    notes.changed();
    notes.send();
  };
  // The device is full: straight to the server, or the words stay where they are.
  const straight = async () => {
    const { key, text, visit } = typed();
    const answer = await notes.straight(me, { key, at: new Date().toISOString(), words: { text, visit } });
    const [result] = answer.ok ? (await answer.json()).results : [];
    if (!["received", "known"].includes(result?.outcome)) throw new Error(result?.message ?? "line");
    cleared();
    said(words.done);
    await refresh();
  };
  const submit = async (event) => {
    event.preventDefault();
    // Nothing goes to another page, so the guard against a second click (ui/js/page.js) would never let go.
    event.stopPropagation();
    if (!form.elements.text.value.trim() || form.dataset.writing) return;
    form.dataset.writing = "1";
    show("full", false);
    try {
      await write().catch(straight);
    } catch {
      show("full", true);
    } finally {
      delete form.dataset.writing;
    }
  };
  // The page may be older than today: the visit asked for, or the one that comes next on this day.
  const choose = () => {
    const { visit } = form.elements;
    const ends = JSON.parse(document.getElementById("visit-days").textContent);
    const today = new Date().toDateString(), now = Date.now();
    const todays = Object.keys(ends).filter((pk) => new Date(ends[pk]).toDateString() === today).sort((a, b) => ends[a].localeCompare(ends[b]));
    const asked = new URLSearchParams(location.search).get("visit");
    visit.value = asked in ends ? asked : todays.find((pk) => Date.parse(ends[pk]) >= now) ?? todays.at(-1) ?? "";
    form.elements.key.value = crypto.randomUUID();
  };

  const start = async () => {
    if (!desk || !(await store.isReady())) return show("not-kept", true);
    if (form) {
      if (!form.elements.text.value) choose();
      form.addEventListener("submit", (event) => { if (me) submit(event); });
      // Asks the browser not to clear the notes away when the device fills up.
      navigator.storage?.persist?.();
    }
    every("send-now").forEach((button) => button.addEventListener("click", notes.send));
    document.addEventListener("fieldnotes", draw);
    await draw();
    notes.send();
  };
  start();
})();
