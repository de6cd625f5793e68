/* Granting: what the form would allow follows every tick. Without scripts a button reads it again. */
(() => {
  "use strict";
  const form = document.querySelector("form.granting[data-trial]"), out = document.getElementById("allows");
  if (!form || !out) return;
  let timer, turn = 0, saving = false, dirty = false;
  async function ask() {
    const mine = ++turn;
    try {
      const answer = await fetch(form.dataset.trial, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.ok && !answer.redirected && mine === turn) out.innerHTML = await answer.text();
    } catch { /* it is read again when it is saved */ }
  }
  form.addEventListener("input", () => { dirty = true; clearTimeout(timer); timer = setTimeout(ask, 200); });
  form.addEventListener("submit", () => { saving = true; });
  addEventListener("beforeunload", (e) => { if (!saving && dirty) e.preventDefault(); });
})();
