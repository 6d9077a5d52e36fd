// Sends what the device keeps: at once, when the line comes back, when the page is looked at again, and with growing pauses in between.
// A note leaves the device only after the server has said that it is there; the server knows a repeat by its key.
(() => {
  "use strict";
  const root = document.querySelector("[data-field-notes]");
  const { store } = window.fieldNotes;
  const PATIENCE = 20_000, MOST = 20, LONGEST_PAUSE = 300;
  const desk = document.body.dataset.desk;
  const news = "BroadcastChannel" in window ? new BroadcastChannel("field-notes") : null;
  let running = null, again = false, tries = 0, timer = 0, state = "";

  const tell = () => document.dispatchEvent(new CustomEvent("fieldnotes"));
  const changed = () => { news?.postMessage("changed"); tell(); };
  const settle = (next) => { state = next; tell(); };

  const ask = (url, options) => fetch(url, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
  // Who is signed in, by the server's word: the page may come from the cache. A redirect leads to the sign-in page.
  const contact = async () => {
    const answer = await ask(root.dataset.deskUrl, { headers: { Accept: "application/json" } });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { state: "out" };
    const found = answer.ok ? await answer.json() : {};
    return typeof found.desk === "string" && found.token ? { state: "in", ...found } : { state: "line" };
  };
  const post = (me, notes) => ask(root.dataset.sendUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": me.token },
    body: JSON.stringify({
      desk: me.desk, sent_at: new Date().toISOString(),
      notes: notes.map(({ key, at, words }) => ({ key, written_at: at, text: words.text, visit: words.visit || null })),
    }),
  });
  const take = async (results) => {
    for (const { key, outcome, message } of results) {
      if (outcome === "received" || outcome === "known") await store.remove(key);
      else if (outcome === "refused") await store.refuse(key, message);
    }
    changed();
  };
  const waiting = async (me) => (await store.own(me)).filter((note) => note.desk === me.desk && note.state === "waiting" && note.words);

  // The next state, after one batch or none.
  const batch = async (me, size) => {
    const notes = (await waiting(me)).slice(0, size);
    if (!notes.length) return "done";
    const answer = await post(me, notes);
    if (answer.status === 409) return "other";
    if (answer.status === 400 && notes.length > 1) return "smaller";
    if (answer.status === 400) await take([{ key: notes[0].key, outcome: "refused", message: root.dataset.unreadable }]);
    else if (!answer.ok) return "line";
    else await take((await answer.json()).results);
    const left = new Set((await waiting(me)).map((note) => note.key));
    return notes.some((note) => left.has(note.key)) ? "line" : "more";
  };
  const work = async () => {
    settle("sending");
    const found = await contact();
    if (found.state !== "in") return found.state;
    if (found.desk !== desk) return "other";
    // From now on this device has something to forget (ui/js/page.js).
    localStorage.setItem("offline-desk", desk);
    await store.know(found);
    await store.sweep(found);
    const me = { ...(await store.identity(desk)), token: found.token };
    let size = MOST, next = "more";
    while (next === "more" || next === "smaller") {
      next = await batch(me, size);
      if (next === "smaller") size = 1;
    }
    return next;
  };
  // One tab at a time. Without locks two may send the same note: it still arrives once.
  const alone = (job) => (navigator.locks ? navigator.locks.request("field-notes", job) : job());
  const pause = () => Math.min(LONGEST_PAUSE, 2 ** tries) * (0.75 + Math.random() / 2) * 1000;

  const go = async () => {
    clearTimeout(timer);
    const next = await alone(work).catch(() => "line");
    tries = next === "line" ? tries + 1 : 0;
    if (next === "line") timer = setTimeout(send, pause());
    settle(next);
  };
  const send = () => {
    if (running) again = true;
    else running = go().finally(() => {
      running = null;
      if (again) { again = false; send(); }
    });
    return running;
  };
  const fresh = () => { tries = 0; send(); };

  news?.addEventListener("message", tell);
  window.addEventListener("online", fresh);
  window.addEventListener("pageshow", (event) => { if (event.persisted) fresh(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") fresh(); });
  // One note that the device could not keep, straight to the server.
  const straight = async (me, note) => {
    const found = await contact();
    if (found.state !== "in" || found.desk !== me.desk) throw new Error(found.state);
    return post(found, [note]);
  };
  Object.assign(window.fieldNotes, { root, desk, send: fresh, changed, straight, state: () => state });
})();
