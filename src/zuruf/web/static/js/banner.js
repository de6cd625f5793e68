// The line above every page while a hold lies on everything: it comes and goes with the hold.

import { listen } from "./stream.js";

const banner = document.getElementById("banner");
const from = document.querySelector("[data-live^='/']")?.dataset.live; // where the page stood when it was made

async function look() {
  try {
    const answer = await fetch(banner.dataset.url, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const html = (await answer.text()).trim();
    if (banner.innerHTML.trim() !== html) banner.innerHTML = html;
  } catch {
    // no connection: the stream says when there is one
  }
}

if (banner) {
  addEventListener("live:change", (event) => event.detail.some(([kind]) => kind === "hold" || kind === "account") && look());
  addEventListener("live:resync", look);
  if (!from) addEventListener("live:open", look); // what changed before the stream was open is not told
  listen(from ?? "/live/");
}

// The room in which one stands is never below the edge of the list.
document.querySelector(".nav .rooms [aria-current]")?.scrollIntoView({ block: "nearest" });
