// Keeps a copy of the few pages that the server marks for it (Offline-Until), with what they are drawn with, for a visit without a line.
(() => {
  "use strict";
  const CACHE = "visits-1", FRESH = 5 * 60 * 1000;
  const { root } = window.fieldNotes;
  const pages = root.dataset.keep.split(" ");
  let kept = 0;

  const partsOf = (text) => {
    const found = new DOMParser().parseFromString(text, "text/html");
    const paths = (css, name) => [...found.querySelectorAll(css)].map((one) => one.getAttribute(name).split("#")[0]);
    return [...paths("link[rel=stylesheet], link[rel=icon], link[rel=manifest]", "href"), ...paths("script[src]", "src"), ...paths("use", "href")].filter(Boolean);
  };
  const copy = async (cache, path) => {
    const answer = await fetch(path, { redirect: "manual", cache: "no-store" });
    if (!answer.ok || !answer.headers.has("Offline-Until")) return [];
    const text = await answer.clone().text();
    await cache.put(path, answer);
    return [path, ...partsOf(text)];
  };
  const keep = async () => {
    if (!("caches" in window) || Date.now() - kept < FRESH) return;
    kept = Date.now();
    const cache = await caches.open(CACHE);
    const wanted = new Set((await Promise.all(pages.map((path) => copy(cache, path)))).flat().map((path) => new URL(path, location.href).href));
    const there = new Set((await cache.keys()).map((request) => request.url));
    await Promise.all([...wanted].filter((url) => !there.has(url)).map((url) => cache.add(url)));
    // A page of yesterday, a script of the version before.
    await Promise.all([...there].filter((url) => !wanted.has(url)).map((url) => cache.delete(url)));
    root.dataset.kept = "yes";
  };
  const start = async () => {
    await navigator.serviceWorker?.register(root.dataset.workerUrl);
    await keep();
  };
  document.addEventListener("fieldnotes", () => {
    if (window.fieldNotes.state() === "done") start().catch(() => { kept = 0; });
  });
  window.fieldNotes.keepAgain = () => { kept = 0; };
})();
