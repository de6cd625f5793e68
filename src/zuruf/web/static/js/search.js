// Search by keyboard: j and k go through what was found, Enter opens, Escape leaves the field for the first hit.

const field = document.getElementById("find");
const results = document.getElementById("results");
const told = document.getElementById("told");
const links = () => [...results.querySelectorAll(".hit .to, .next a")];

function step(by) {
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  all[Math.max(0, Math.min(all.length - 1, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))].focus();
}

addEventListener("keys:step", (event) => step(event.detail));
addEventListener("keys:home", () => step(1));
field.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || event.isComposing || !links().length) return;
  event.preventDefault();
  step(1);
});

// What a further page brings in is where one reads on.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL, location).pathname.startsWith("/signin/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
let readOn = -1;
document.addEventListener("htmx:beforeRequest", (event) => { readOn = event.detail.target?.id === "more" ? links().length - 1 : -1; });
document.addEventListener("htmx:afterSwap", () => {
  const lost = document.activeElement === document.body; // whoever has begun to type meanwhile goes on typing
  if (readOn >= 0 && lost) links()[readOn]?.focus({ preventScroll: true });
  readOn = -1;
});
for (const name of ["htmx:sendError", "htmx:responseError"])
  document.addEventListener(name, () => { told.textContent = told.dataset.lost; });
