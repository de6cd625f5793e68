/* Editing a guideline: fields and text follow each other, their trial beside them, and the way to a line. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-trial]");
  if (!form) return;
  const area = form.elements.toml, was = form.elements.toml_was;
  const out = document.getElementById("trial"), fields = document.getElementById("fields");
  form.classList.add("live");
  let timer, turn = 0, saving = false, side = "", dirty = false;
  async function ask() {
    const mine = ++turn, from = side, data = new FormData(form);
    if (from) data.set("do", from === "toml" ? "take_toml" : "take_fields");
    try {
      const answer = await fetch(form.dataset.trial, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || mine !== turn) return;
      const page = await answer.json();
      out.innerHTML = page.trial;
      if (from === "fields") { area.value = page.toml; was.value = page.toml; }
      if (from === "toml" && page.fields) { fields.innerHTML = page.fields; was.value = area.value; }
    } catch { /* the server tries again when it is saved */ }
  }
  function later(from) { side = from; dirty = true; clearTimeout(timer); timer = setTimeout(ask, 350); }
  area.addEventListener("input", () => later("toml"));
  fields.addEventListener("input", () => later("fields"));
  out.addEventListener("click", (e) => {
    const link = e.target.closest("[data-line]");
    if (!link) return;
    e.preventDefault();
    area.closest("details").open = true;
    const lines = area.value.split("\n"), n = Math.min(Number(link.dataset.line), lines.length) - 1;
    const start = lines.slice(0, n).reduce((sum, line) => sum + line.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + lines[n].length);
    area.scrollTop = Math.max(0, (n - 4) * parseFloat(getComputedStyle(area).lineHeight));
  });
  form.addEventListener("submit", () => { saving = true; });
  addEventListener("beforeunload", (e) => { if (!saving && dirty) e.preventDefault(); });
})();
