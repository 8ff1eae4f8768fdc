// Without a connection the reader sees a page of ours. Nothing else is kept, so nobody reads yesterday's record as today's.
const CACHE = "madang-offline-1";
const KEPT = [
  "{{ offline|escapejs }}",
  "/static/vendor/fonts/fonts.css",
  "/static/vendor/krds/tokens.css",
  "/static/portal/theme.css",
  "/static/portal/base.css",
  "/static/portal/layout.css",
  "/static/portal/components.css",
];
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))),
  );
});
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const path = new URL(event.request.url).pathname;
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(KEPT[0])));
  } else if (KEPT.includes(path)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(path)));
  }
});
