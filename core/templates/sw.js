{% load static front %}/* Caches static files and, for the signed-in person, the planner's page: without a connection the last
   day and week stay readable. Never caches other pages or API responses. Another person may use this
   browser: the page is deleted when the session ended or someone else signs in; signing out deletes
   everything. */
const CACHE = "whendoist-static-1";
const PRIVATE = "whendoist-private-1";
const OFFLINE = "/offline";
const PAGE = "/";
/* The owner that the server names when nobody is signed in. */
const NOBODY = "none";
const SHELL = [OFFLINE, "{% static 'core/js/offline.js' %}", "{% get_static_prefix %}core/js/outbox.js", "{% get_static_prefix %}core/js/i18n.js", "{% static 'fonts/geist-latin.woff2' %}"{% style_names "core" as names %}{% for name in names %}, "{{ name }}"{% endfor %}];
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
/* Pages that only the server can show. */
const ELSEWHERE = /^\/(accounts|admin|feed|ops|settings|welcome|offline)(\/|$)/;
/* A proxy answers so while the server restarts. */
const DOWN = [502, 503, 504];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => ![CACHE, PRIVATE].includes(name)));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))));
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event, pathname));
  else if (pathname.startsWith("/static/")) {
    event.respondWith(HASHED.test(pathname) ? cacheFirst(request) : networkFirst(request));
  }
});

/* The planner names the files that it needs, also those loaded before this worker was there. */
self.addEventListener("message", (event) => {
  if (event.data.files) event.waitUntil(storePlanner(event.data.files));
});

async function navigate(event, pathname) {
  const response = await fetch(event.request).catch(() => null);
  const down = !response || DOWN.includes(response.status);
  if (down) return (await storedPage(pathname)) ?? response ?? caches.match(OFFLINE);
  event.waitUntil(storePage(response.clone()));
  return response;
}

/* Store the planner, which the server marks; delete it when its owner is no longer signed in. */
async function storePage(response) {
  const owner = response.headers.get("X-Owner");
  if (!owner) return;
  const cache = await caches.open(PRIVATE);
  if (response.ok && response.headers.has("X-Works-Offline")) return cache.put(PAGE, response);
  const stored = await cache.match(PAGE);
  if (stored && stored.headers.get("X-Owner") !== owner) await caches.delete(PRIVATE);
  if (owner === NOBODY) await deleteSnapshots();
}

/* Changes that were not sent stay, for the person who made them. */
const deleteSnapshots = () =>
  new Promise((resolve) => {
    const request = indexedDB.open("whendoist-outbox");
    request.onupgradeneeded = () => request.transaction.abort(); // nothing was stored
    request.onerror = resolve;
    request.onsuccess = () => {
      const db = request.result;
      if (!db.objectStoreNames.contains("snapshots")) return resolve(db.close());
      const transaction = db.transaction("snapshots", "readwrite");
      transaction.objectStore("snapshots").clear();
      transaction.oncomplete = transaction.onabort = () => resolve(db.close());
    };
  });

async function storedPage(pathname) {
  const stored = ELSEWHERE.test(pathname) ? undefined : await caches.match(PAGE, { cacheName: PRIVATE });
  if (!stored) return undefined;
  const page = (await stored.text()).replace("<html ", "<html data-stored ");
  const headers = new Headers(stored.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(page, { headers });
}

async function storePlanner(files) {
  const cache = await caches.open(CACHE);
  const names = new Set([...SHELL, ...files].map((name) => new URL(name, self.location).href));
  for (const { url } of await cache.keys()) if (!names.delete(url)) await cache.delete(url);
  await Promise.all([...names].map((name) => cache.add(name).catch(() => {})));
  if (!(await caches.match(PAGE, { cacheName: PRIVATE }))) await storePage(await fetch(PAGE));
}

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
