/* A run while it is counted: its part of the page is fetched anew until it is over. */
(() => {
  "use strict";
  const out = document.getElementById("run");
  if (!out || !out.dataset.run) return;
  async function look() {
    try {
      const answer = await fetch(out.dataset.run, { credentials: "same-origin" });
      if (answer.ok) {
        const held = document.activeElement && out.contains(document.activeElement) ? document.activeElement.tagName : "";
        out.innerHTML = await answer.text();
        if (held) out.querySelector(held.toLowerCase())?.focus();
      }
    } catch { /* the next look may do */ }
    if (out.querySelector('[data-open="1"]')) setTimeout(look, 1000);
  }
  setTimeout(look, 700);
})();
