// The bell of every page: rings as soon as somebody asks for these eyes, and tells that they are here.

import { listen } from "./stream.js";

const bell = document.getElementById("bell");
const ring = document.getElementById("ring");
const from = document.querySelector("[data-live^='/']")?.dataset.live; // where the page stood when it was made
if (window.isSecureContext) navigator.serviceWorker?.register("/sw.js").catch(() => {}); // so that we can be installed, and say when there is no connection
const IDLE = 240000; // ms without a hand on the page until nobody counts as being here
const put = "zuruf.ring.later"; // what she does not want to see now, in this tab
let touched = Date.now();
let plain = document.title; // without the number

async function look() {
  try {
    const answer = await fetch(bell.dataset.url, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    if (found) show(found);
  } catch {
    // no connection: the stream says when there is one
  }
}

function show(found) {
  const rings = found.dataset.rings === "0" ? "" : found.dataset.rings; // "12", "99+"
  bell.hidden = !rings && !Number(found.dataset.news);
  bell.querySelector(".n").textContent = rings;
  title(rings);
  // What she has before her, or does not want to see now, needs no card.
  const card = [...found.querySelectorAll("article")].find((one) => !location.pathname.includes(one.dataset.of) && !later().includes(one.dataset.id));
  const same = ring.querySelector("article")?.dataset.id === card?.dataset.id;
  if (!card) ring.replaceChildren();
  else if (!same) {
    ring.replaceChildren(document.adoptNode(card));
    document.querySelector(".nav .rooms [aria-current]")?.scrollIntoView({ block: "nearest" }); // above the card
  }
}

function title(rings) {
  if (!/^\(\d+\+?\) /.test(document.title)) plain = document.title;
  const now = rings ? `(${rings}) ${plain}` : plain;
  if (document.title !== now) document.title = now;
}

function later() {
  try { return JSON.parse(sessionStorage.getItem(put) || "[]"); } catch { return []; }
}

function here() {
  if (document.hidden || Date.now() - touched > IDLE) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) fetch(bell.dataset.present, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).catch(() => {});
}

if (bell && ring) {
  ring.addEventListener("click", (event) => {
    if (!event.target.closest("[data-later]")) return;
    try { sessionStorage.setItem(put, JSON.stringify([...later(), ring.querySelector("article").dataset.id].slice(-50))); } catch { /* it comes back with the next page */ }
    ring.replaceChildren();
  });
  for (const sign of ["pointermove", "keydown", "scroll"]) addEventListener(sign, () => { touched = Date.now(); }, { passive: true, capture: true });
  addEventListener("live:change", (event) => event.detail.some(([kind]) => kind === "ask" || kind === "ring") && look());
  addEventListener("live:resync", look);
  document.addEventListener("htmx:pushedIntoHistory", look); // another conversation lies open
  if (!from) addEventListener("live:open", look); // what changed before the stream was open is not told
  if (!bell.hidden) look();
  setInterval(here, 60000);
  listen(from ?? "/live/");
}
