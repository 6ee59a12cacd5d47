// @ts-check
// Keeps what was fetched, so that a second visit is quick and needs no network. Pages are asked for
// anew where there is one; all else has its version in its address, or never changes within one.

const KEPT = "mlpcore-VERSION"; // put in here by build.py
const FILES = []; // and here: what a first visit keeps of the whole site
const OURS = "mlpcore-";
const LIVE = new URL("live/", self.registration.scope).href; // JupyterLite keeps what it needs itself

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => { if (event.data === "keep") event.waitUntil(keepAll(event.source)); });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || request.url.startsWith(LIVE)) return;
  if (!request.url.startsWith(self.registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? newest(request) : kept(request));
});

async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== KEPT) await caches.delete(name);
  }
  await self.clients.claim();
}

// The page that asks comes first: it was there before this could keep it.
async function keepAll(page) {
  const cache = await caches.open(KEPT);
  const { origin, pathname } = new URL(page.url);
  for (const file of [origin + pathname, ...FILES]) {
    const address = new URL(file, self.registration.scope).href;
    if (!(await cache.match(address))) await cache.add(address).catch(() => {}); // perhaps there is no network now
  }
}

async function fetched(request) {
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

async function kept(request) {
  return (await (await caches.open(KEPT)).match(request)) ?? fetched(request);
}

async function newest(request) {
  try {
    return await fetched(request);
  } catch (offline) {
    const cache = await caches.open(KEPT);
    const found = await cache.match(request, { ignoreSearch: true });
    const index = request.url.endsWith("/") && (await cache.match(`${request.url}index.html`));
    if (found || index) return found || index;
    throw offline;
  }
}
