// Shows on a phone that somebody is waiting, and opens the conversation. Where the house cannot be reached, it shows the one page that says
// so; no other page is kept, and nothing but the opening of a page passes through here. PARTS: that page and its styles, from the server.

const KEPT = "zuruf-offline";

self.addEventListener("install", (event) => event.waitUntil(keep().finally(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep() {
  await caches.delete(KEPT);
  const kept = await caches.open(KEPT);
  await kept.addAll(PARTS.map((part) => new Request(part, { cache: "reload", credentials: "omit" })));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const style = request.destination === "style" && PARTS.includes(new URL(request.url).pathname);
  if (request.method !== "GET" || !(style || request.mode === "navigate")) return;
  event.respondWith(fetch(request).catch(async (error) => {
    const kept = await caches.match(style ? request.url : PARTS[0]);
    if (kept) return kept;
    throw error;
  }));
});

self.addEventListener("push", (event) => {
  let said;
  try { said = event.data.json(); } catch { said = { what: "over", tag: "zuruf", title: "Zuruf", body: "", open: "/" }; }
  const rings = said.what === "ring";
  event.waitUntil(self.registration.showNotification(said.title, {
    body: said.body,
    tag: said.tag, // a ring that is over takes its place
    icon: "/icon/192.png",
    renotify: rings,
    requireInteraction: rings,
    silent: said.what === "over",
    data: { open: said.open },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const there = new URL(event.notification.data?.open ?? "/", self.location.origin);
  if (there.origin === self.location.origin) event.waitUntil(open(there.href));
});

async function open(there) {
  const windows = await self.clients.matchAll({ type: "window" });
  const same = windows.find((one) => one.url.split("#")[0] === there.split("#")[0]);
  return same ? same.focus() : self.clients.openWindow(there);
}
