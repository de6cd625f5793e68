// Replies on their way: the visible countdown, and looking again while something is moving. All words come from the page.
(() => {
  "use strict";
  const AGAIN = 1200; // ms between two looks at a reply that is about to change
  const offsets = new WeakMap(); // element → how far this computer's clock is ahead of the server's
  let shown = ""; // the lists as they were fetched last
  const looked = new WeakMap(); // element → when it was last looked at

  function offset(el) {
    if (!offsets.has(el)) offsets.set(el, Date.now() - Date.parse(el.dataset.now));
    return offsets.get(el);
  }

  function tick() {
    for (const el of document.querySelectorAll(".count[data-out]")) {
      const left = Math.ceil((Date.parse(el.dataset.out) + offset(el) - Date.now()) / 1000);
      const words = el.closest(".state").querySelector(".inwords");
      // Read out once as a time of day; the ticking number is for the eyes only.
      if (!el.hasAttribute("aria-hidden")) {
        el.setAttribute("aria-hidden", "true");
        const said = document.createElement("span");
        said.className = "unseen";
        said.textContent = el.textContent;
        el.after(said);
      }
      const text = left > 0 ? words.textContent.replace("%n", String(left)) : "…";
      if (el.textContent !== text) el.textContent = text;
      if (left <= 0) look(el.closest(".where"));
    }
    for (const el of document.querySelectorAll(".stands[data-moving]:not(.counting)")) look(el.closest(".where"));
  }

  async function look(where) {
    const article = where && where.closest("[data-see]");
    if (!article || document.hidden || Date.now() - (looked.get(where) || 0) < AGAIN) return;
    looked.set(where, Date.now());
    try {
      const answer = await fetch(article.dataset.see, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      put(where, await answer.text());
    } catch {
      // no connection: the next look tries again
    }
  }

  // Only when something changed, and never under somebody's hands.
  function put(where, html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const now = fresh.content.querySelector(".stands");
    const was = where.querySelector(".stands");
    if (!now || !was || now.dataset.phase === was.dataset.phase) return;
    const focused = where.contains(document.activeElement);
    where.innerHTML = html;
    if (window.htmx) window.htmx.process(where);
    if (focused) where.querySelector(".state").focus({ preventScroll: true });
  }

  // The outbox page fetches its lists anew now and then, unless somebody is at a form in them.
  async function lists() {
    const box = document.getElementById("lists");
    if (!box || document.hidden || box.contains(document.activeElement) || box.querySelector("details[open]")) return;
    try {
      const answer = await fetch(box.dataset.see, { headers: { "X-Part": "lists" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const html = await answer.text();
      if (box.contains(document.activeElement)) return;
      const said = html.replace(/value="[A-Za-z0-9]{64}"|data-now="[^"]*"/g, ""); // these differ each time
      if (shown === said) return;
      shown = said;
      box.innerHTML = html;
      if (window.htmx) window.htmx.process(box);
    } catch {
      // the next round tries again
    }
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const where = event.target.closest && event.target.closest(".where");
    if (where && document.activeElement === document.body) where.querySelector(".state").focus({ preventScroll: true });
  });
  setInterval(tick, 250);
  if (document.getElementById("lists")) setInterval(lists, 5000);
  tick();
})();
