// Posting by hand: one key copies the answer, one opens the place. Without a script the text can be marked, and the link clicked.
(() => {
  "use strict";
  const copies = document.querySelector("[data-copies]");
  if (!copies) return;
  const text = document.getElementById(copies.dataset.copies);
  const said = document.querySelector("[data-said]");

  async function copy() {
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = copies.dataset.done;
    } catch {
      text.focus();
      text.select();
      said.textContent = copies.dataset.failed;
    }
  }

  copies.hidden = false;
  copies.addEventListener("click", copy);
  text.addEventListener("focus", () => text.select());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea:not([readonly]), select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open], :popover-open")) return;
    if (event.key === "c") copy();
    else if (event.key === "g") document.querySelector("[data-opens]")?.click();
    else return;
    event.preventDefault();
  });
  document.documentElement.dataset.byHand = "ready"; // the keys work from here on
})();
