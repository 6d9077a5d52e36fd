// The notes of this device. What they say lies under a key that the device forgets at every sign-out (ui/js/page.js deletes that
// database), so the notes themselves may stay until they have arrived: whoever signs in next cannot read them.
(() => {
  "use strict";
  const NOTES = "field-notes", KEYS = "field-notes-keys";
  const LAYOUT = { [NOTES]: { notes: "key", people: "person" }, [KEYS]: { keys: "desk" } };
  const FORGOTTEN_AFTER = 30 * 24 * 60 * 60 * 1000;
  const opened = {};

  const open = (name) => (opened[name] ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(LAYOUT[name])) request.result.createObjectStore(store, { keyPath });
    };
    request.onsuccess = () => {
      // Another tab signs out and deletes the keys: let go, or it would wait for us.
      request.result.onversionchange = () => { request.result.close(); delete opened[name]; };
      request.result.onclose = () => delete opened[name];
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => { delete opened[name]; reject(request.error ?? new Error("blocked")); };
  }));

  const run = async (name, store, mode, work) => {
    const base = await open(name);
    return new Promise((resolve, reject) => {
      // "strict": on the disk before we say that it is kept, whatever happens to the battery.
      const step = base.transaction(store, mode, { durability: "strict" });
      const request = work(step.objectStore(store));
      step.oncomplete = () => resolve(request.result);
      step.onabort = step.onerror = () => reject(step.error ?? request.error);
    });
  };
  const all = (name, store) => run(name, store, "readonly", (rows) => rows.getAll());

  const bytes = (text) => new TextEncoder().encode(text);
  const lock = (note) => ({ name: "AES-GCM", iv: note.iv, additionalData: bytes(note.key + note.desk) });

  const store = {
    // Whether this browser keeps anything at all: a private window may not.
    async isReady() {
      if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return false;
      try {
        await Promise.all([open(NOTES), open(KEYS)]);
        return true;
      } catch { return false; }
    },
    identity: (desk) => run(KEYS, "keys", "readonly", (keys) => keys.get(desk)),
    async know({ desk, person, post, key, now }) {
      const raw = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
      const secret = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
      await run(KEYS, "keys", "readwrite", (keys) => keys.put({ desk, person, post, secret }));
      // The server's time: the clock of the device may be wrong.
      await run(NOTES, "people", "readwrite", (people) => people.put({ person, seen: Date.parse(now) }));
    },
    async keep(me, { key, ...words }) {
      const note = { key, desk: me.desk, person: me.person, post: me.post, at: new Date().toISOString(), state: "waiting", reason: "" };
      note.iv = crypto.getRandomValues(new Uint8Array(12));
      note.sealed = await crypto.subtle.encrypt(lock(note), me.secret, bytes(JSON.stringify(words)));
      await run(NOTES, "notes", "readwrite", (notes) => notes.put(note));
      return note;
    },
    restore: (note) => run(NOTES, "notes", "readwrite", (notes) => notes.put({ ...note, words: undefined })),
    // Every note of this person with its words; ``null`` where they cannot be opened.
    async own(me) {
      const notes = (await all(NOTES, "notes")).filter((note) => note.person === me.person);
      const read = await Promise.all(notes.map(async (note) => ({ ...note, words: await store.words(me, note) })));
      return read.sort((a, b) => a.at.localeCompare(b.at));
    },
    async words(me, note) {
      try {
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(lock(note), me.secret, note.sealed)));
      } catch { return null; }
    },
    countOfOthers: async (person) => (await all(NOTES, "notes")).filter((note) => note.person !== person).length,
    remove: (key) => run(NOTES, "notes", "readwrite", (notes) => notes.delete(key)),
    async refuse(key, reason) {
      const note = await run(NOTES, "notes", "readonly", (notes) => notes.get(key));
      if (note) await run(NOTES, "notes", "readwrite", (notes) => notes.put({ ...note, state: "refused", reason }));
    },
    // Who has not been here for a month does not come back to a shared tablet.
    async sweep({ person, now }) {
      const gone = (await all(NOTES, "people")).filter((one) => one.person !== person && Date.parse(now) - one.seen > FORGOTTEN_AFTER);
      for (const one of gone) {
        for (const note of (await all(NOTES, "notes")).filter((row) => row.person === one.person)) await store.remove(note.key);
        await run(NOTES, "people", "readwrite", (people) => people.delete(one.person));
      }
    },
  };
  window.fieldNotes = { store };
})();
