// Answers for the pages under /visits/ when there is no line, and only with copies that the page itself laid down (keeping.js).
// It keeps nothing by itself, sends nothing, and never touches another address.
"use strict";
const CACHE = "visits-1", PATIENCE = 6_000;
const NOTES = new URL("notes/", self.registration.scope).href;
const DRAWN = new Set(["style", "script", "image", "font", "manifest"]);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("visits-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

const copyOf = async (url) => {
  const found = await caches.match(url, { cacheName: CACHE, ignoreSearch: true, ignoreVary: true });
  const until = found?.headers.get("Offline-Until");
  return found && until && Date.parse(until) < Date.now() ? undefined : found;
};
const later = (copy) => new Promise((resolve) => setTimeout(resolve, PATIENCE, copy));
const page = async (request) => {
  const copy = await copyOf(request.url);
  try {
    // A line that neither answers nor breaks is no line.
    const answer = await (copy ? Promise.race([fetch(request), later(copy)]) : fetch(request));
    return answer.status >= 502 && copy ? copy : answer;
  } catch {
    if (copy) return copy;
    return (await copyOf(NOTES)) ? Response.redirect(`${NOTES}?without=line`) : Response.error();
  }
};
const part = async (request) => (await copyOf(request.url)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (DRAWN.has(request.destination)) event.respondWith(part(request));
});
