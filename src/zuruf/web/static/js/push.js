// "Ring on this device" on one's own page: asks the browser for leave, tells the house, and marks which device of the list this is.

const part = document.getElementById("devices");
const button = part?.querySelector("[data-switch-on]");

function say(name) {
  for (const one of part.querySelectorAll("[data-said]")) one.hidden = one.dataset.said !== name;
}

function raw(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function same(one, other) {
  const here = new Uint8Array(one ?? []);
  return here.length === other.length && here.every((byte, n) => byte === other[n]);
}

async function hash(text) {
  const found = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function known() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  return worker?.pushManager.getSubscription();
}

async function look() {
  if (!window.isSecureContext) return say("insecure");
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return say(/iPhone|iPad/.test(navigator.userAgent) ? "home" : "cannot");
  }
  if (Notification.permission === "denied") return say("denied");
  const here = await known();
  const mine = here && part.querySelector(`[data-hash="${await hash(here.endpoint)}"]`);
  if (mine) mine.querySelector("[data-this]").hidden = false;
  button.hidden = Boolean(mine) && same(here.options.applicationServerKey, raw(part.dataset.key));
  say("");
}

async function switchOn() {
  const key = raw(part.dataset.key);
  if (await Notification.requestPermission() !== "granted") return say("denied");
  const worker = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const before = await worker.pushManager.getSubscription();
  if (before && !same(before.options.applicationServerKey, key)) await before.unsubscribe();
  const mine = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = mine.toJSON();
  const form = button.form;
  for (const [name, value] of Object.entries({ endpoint, ...keys, name: device() })) form.elements[name].value = value;
  form.submit();
}

function device() {
  const agent = navigator.userAgent;
  const system = [["iPhone", /iPhone/], ["iPad", /iPad/], ["Android", /Android/], ["Windows", /Windows/], ["Mac", /Mac OS/], ["Linux", /Linux/]].find(([, sign]) => sign.test(agent))?.[0] ?? "";
  const browser = [["Firefox", /Firefox/], ["Edge", /Edg/], ["Opera", /OPR/], ["Chrome", /Chrome/], ["Safari", /Safari/]].find(([, sign]) => sign.test(agent))?.[0] ?? "";
  return [system, browser].filter(Boolean).join(" · ");
}

if (button) {
  button.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try { await switchOn(); } catch { say("failed"); } finally { button.disabled = false; }
  });
  for (const form of part.querySelectorAll("[data-off]")) {
    form.addEventListener("submit", async (event) => {
      if (form.closest("li").querySelector("[data-this]").hidden) return;
      event.preventDefault();
      try { await (await known())?.unsubscribe(); } finally { form.submit(); }
    });
  }
  look();
}
