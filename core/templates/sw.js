{% load static front %}/* Keeps static files and one page for when the network is away. What belongs to a person (pages, the
   API) is never kept: the next one at this browser must not see it. */
const CACHE = "whendoist-static-1";
const OFFLINE = "/offline";
const SHELL = [OFFLINE, "{% static 'core/js/offline.js' %}", "{% get_static_prefix %}core/js/outbox.js", "{% static 'fonts/geist-latin.woff2' %}"{% style_names "core" as names %}{% for name in names %}, "{{ name }}"{% endfor %}];
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
    event.respondWith(HASHED.test(pathname) ? keptFirst(request) : networkFirst(request));
  }
});

/* A name with a hash never means anything else. */
async function keptFirst(request) {
  return (await caches.match(request)) ?? keep(request);
}

async function networkFirst(request) {
  return fetch(request).catch(async () => (await caches.match(request)) ?? Response.error());
}

async function keep(request) {
  const response = await fetch(request);
  if (response.ok) (await caches.open(CACHE)).put(request, response.clone());
  return response;
}
