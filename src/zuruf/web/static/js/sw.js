// Shows on a phone that somebody is waiting, and opens the conversation. Nothing else: no page is kept, no request passes through here.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

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
