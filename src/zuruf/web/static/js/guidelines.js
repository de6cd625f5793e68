/* Editing a guideline: its trial beside the text, and the way to a line. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-trial]");
  if (!form) return;
  const area = form.querySelector("textarea"), out = document.getElementById("trial");
  let timer, turn = 0, saving = false;
  const before = area.value;
  async function ask() {
    const mine = ++turn;
    try {
      const answer = await fetch(form.dataset.trial, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.ok && mine === turn) out.innerHTML = await answer.text();
    } catch { /* the server tries again when it is saved */ }
  }
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 300); });
  out.addEventListener("click", (e) => {
    const link = e.target.closest("[data-line]");
    if (!link) return;
    e.preventDefault();
    const lines = area.value.split("\n"), n = Math.min(Number(link.dataset.line), lines.length) - 1;
    const start = lines.slice(0, n).reduce((sum, line) => sum + line.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + lines[n].length);
    area.scrollTop = Math.max(0, (n - 4) * parseFloat(getComputedStyle(area).lineHeight));
  });
  form.addEventListener("submit", () => { saving = true; });
  addEventListener("beforeunload", (e) => { if (!saving && area.value !== before) e.preventDefault(); });
})();
