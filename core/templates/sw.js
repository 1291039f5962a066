{% load static front %}/* Caches static files and the offline page. Never caches pages or API responses: they are private,
   and another person may use this browser. */
const CACHE = "whendoist-static-1";
const OFFLINE = "/offline";
const SHELL = [OFFLINE, "{% static 'core/js/offline.js' %}", "{% get_static_prefix %}core/js/outbox.js", "{% get_static_prefix %}core/js/i18n.js", "{% static 'fonts/geist-latin.woff2' %}"{% style_names "core" as names %}{% for name in names %}, "{{ name }}"{% endfor %}];
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name !== CACHE));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))));
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(HASHED.test(pathname) ? cacheFirst(request) : networkFirst(request));
  }
});

/* A file name with a hash never changes its content. */
async function cacheFirst(request) {
  return (await caches.match(request)) ?? fetchAndCache(request);
}

async function networkFirst(request) {
  return fetch(request).catch(async () => (await caches.match(request)) ?? Response.error());
}

async function fetchAndCache(request) {
  const response = await fetch(request);
  if (response.ok) (await caches.open(CACHE)).put(request, response.clone());
  return response;
}
