// Hits by keyboard: j and k go through them, Enter opens one at its network, r answers, n and m settle, z takes that back.

const list = document.getElementById("heards");
const told = document.getElementById("told");
const links = () => [...(list?.querySelectorAll(".heard .to, .next a") ?? [])];
const here = () => document.activeElement?.closest?.(".heard") ?? list?.querySelector(".heard:not(.settled)");

function step(by) {
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement?.closest?.(".heard, .next")?.querySelector(".to, .next > a, a"));
  all[Math.max(0, Math.min(all.length - 1, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))].focus();
}

let last = null; // the hit that was settled last, so that z finds it wherever one stands by now
addEventListener("keys:step", (event) => step(event.detail));
addEventListener("keys:home", () => step(1));
addEventListener("keys:press", (event) => here()?.querySelector(`[data-key-press="${event.detail}"]`)?.click());
addEventListener("keys:undo", () => (here()?.querySelector("[data-key-press=z]") ?? document.getElementById(last)?.querySelector("[data-key-press=z]"))?.click());

document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL, location).pathname.startsWith("/signin/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
let goOn = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const hit = event.detail.elt.closest?.(".heard");
  goOn = event.detail.target?.id === "more" ? "more" : (hit?.id ?? null);
});
document.addEventListener("htmx:afterSettle", () => { // before that, what has the same id still looks as it did
  const lost = document.activeElement === document.body; // whoever has gone elsewhere meanwhile stays there
  const hit = goOn && goOn !== "more" ? document.getElementById(goOn) : null;
  if (hit) {
    last = goOn;
    told.textContent = hit.querySelector("[role=status]")?.textContent ?? "";
    const after = hit.classList.contains("settled") ? (hit.nextElementSibling?.querySelector(".to, a") ?? hit.querySelector(".to")) : hit.querySelector(".to");
    if (lost) after?.focus({ preventScroll: false });
  } else if (goOn === "more" && lost) links().at(-1)?.focus({ preventScroll: true });
  goOn = null;
});
for (const name of ["htmx:sendError", "htmx:responseError"])
  document.addEventListener(name, () => { if (told) told.textContent = told.dataset.lost; });
