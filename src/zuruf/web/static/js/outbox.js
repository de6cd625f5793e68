// Replies on their way: the visible countdown, and where each stands, told by the stream. All words come from the page.
(() => {
  "use strict";
  const PATIENCE = 900; // ms between two looks at the lists, however much happens
  const STILL = 1000; // ms after an own act in which no click counts: what is under the pointer by then is another thing
  const ALONE = 5000; // ms between two looks at what moves while no stream tells
  const offsets = new WeakMap(); // element → how far this computer's clock is ahead of the server's
  const looked = new WeakMap(); // element → when it was last looked at
  const box = document.getElementById("outbox");
  const told = () => document.documentElement.dataset.live === "open";

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
      const text = left > 0 ? words.textContent.replace("%n ", `${left}\u00a0`) : "…";
      if (el.textContent !== text) el.textContent = text;
      if (left <= 0) look(el.closest(".where"), ALONE);
    }
    if (!told()) for (const el of document.querySelectorAll(".stands[data-moving]:not(.counting)")) look(el.closest(".where"), ALONE);
  }

  async function look(where, patience) {
    const article = where && where.closest("[data-see]");
    if (!article || document.hidden || Date.now() - (looked.get(where) || 0) < patience) return;
    looked.set(where, Date.now());
    const html = await ask(article.dataset.see, { "HX-Request": "true" });
    if (html) put(where, html);
  }

  async function ask(url, headers) {
    try {
      const answer = await fetch(url, { headers, credentials: "same-origin" });
      return answer.ok && !answer.redirected ? await answer.text() : "";
    } catch {
      return ""; // no connection: the next look tries again
    }
  }

  function parsed(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content;
  }

  // Only when something changed, and never under somebody's hands.
  function put(where, html) {
    const now = parsed(html).querySelector(".stands");
    const was = where.querySelector(".stands");
    if (!now || !was || same(now, was) || (busy(where) && now.dataset.phase === was.dataset.phase)) return;
    const focused = where.contains(document.activeElement);
    where.innerHTML = html;
    if (window.htmx) window.htmx.process(where);
    if (focused) where.querySelector(".state").focus({ preventScroll: true });
  }

  // ---- the outbox page: what is held and the lists, piece by piece

  const plain = (el) => el.outerHTML.replace(/value="[A-Za-z0-9]{64}"|data-now="[^"]*"| open=""|<span class="count".*?<\/span>(<span class="unseen">.*?<\/span>)?/gs, "");
  const same = (a, b) => plain(a) === plain(b);
  const busy = (el) => el.contains(document.activeElement) || !!el.querySelector("details[open]") || [...el.querySelectorAll("input:not([type=hidden])")].some((i) => i.value !== i.defaultValue);

  let due = 0;
  let fetching = false;
  let again = false; // asked for while a look was under way
  function refresh() {
    if (box && !due) due = setTimeout(fetchLists, PATIENCE);
  }

  async function fetchLists() {
    clearTimeout(due);
    due = 0;
    if (document.hidden) return refresh();
    if (fetching) return void (again = true);
    fetching = true;
    again = false;
    const html = await ask(location.href.split("#")[0], { "X-Part": "lists" });
    fetching = false;
    if (html) exchange(parsed(html));
    if (again) fetchLists();
  }

  // After an own act: the lists at once, and a moment in which a second click hits nothing.
  let stillUntil = 0;
  function settle(where) {
    const still = box || where;
    still.classList.add("settling");
    stillUntil = Date.now() + STILL;
    setTimeout(() => Date.now() >= stillUntil && still.classList.remove("settling"), STILL + 20);
    if (box) fetchLists();
  }

  // What is under the pointer, or else at the top of the window, stays where it is.
  function anchor() {
    const all = [...document.querySelectorAll("#lists [data-key]")];
    return all.find((el) => el.matches(":hover")) || all.find((el) => el.getBoundingClientRect().bottom > 0);
  }

  function exchange(fresh) {
    const at = anchor();
    const shelf = at && at.closest("section").className;
    const key = at && at.dataset.key;
    const top = at && scrollY > 0 ? at.getBoundingClientRect().top : null;
    const active = document.activeElement;
    for (const id of ["standing", "lists"]) {
      const old = document.getElementById(id);
      const made = fresh.getElementById(id);
      if (!old || !made || same(old, made)) continue;
      for (const open of old.querySelectorAll("details[open][id]")) {
        const again = made.querySelector(`#${CSS.escape(open.id)}`);
        if (again) again.open = true;
      }
      for (const piece of old.querySelectorAll("[data-key]")) {
        const again = made.querySelector(`[data-key="${CSS.escape(piece.dataset.key)}"]`);
        const was = piece.querySelector(".stands");
        const now = again && again.querySelector(".stands");
        const moved = was && now && was.dataset.phase !== now.dataset.phase;
        if (again && (same(piece, again) || (busy(piece) && !moved))) again.replaceWith(piece);
      }
      old.replaceWith(made);
      if (window.htmx) window.htmx.process(made);
    }
    if (active && active !== document.activeElement) keepFocus(active);
    const there = key && document.querySelector(`#lists [data-key="${CSS.escape(key)}"]`);
    // What went to another list is not followed: whoever works through a list stays there.
    if (there && top !== null && there.closest("section").className === shelf) scrollBy(0, there.getBoundingClientRect().top - top);
    tick();
  }

  function keepFocus(active) {
    if (active.isConnected) return active.focus({ preventScroll: true });
    const again = active.id && document.getElementById(active.id);
    const piece = active.closest("[data-key]");
    const state = piece && document.querySelector(`#lists [data-key="${CSS.escape(piece.dataset.key)}"] .state`);
    (again || state || document.getElementById("holding")).focus({ preventScroll: true });
  }

  addEventListener("live:change", (event) => {
    for (const [kind, thing] of event.detail) {
      if (box && kind !== "presence" && kind !== "conversation") return refresh();
      const article = kind === "delivery" && document.getElementById(`d-${thing}`);
      if (article) look(article.querySelector(".where"), 0);
    }
  });
  for (const name of ["live:resync", "live:open"]) addEventListener(name, refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  document.addEventListener("htmx:afterSwap", (event) => {
    const where = event.target.closest && event.target.closest(".where");
    if (!where) return;
    if (document.activeElement === document.body) where.querySelector(".state").focus({ preventScroll: true });
    settle(where);
  });
  // Withdrawing unfolds at the end of a conversation: its reason and its button come into view.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches || !event.target.matches(".unfolds[open]")) return;
    event.target.scrollIntoView({ block: "center" });
    event.target.querySelector("input:not([type=hidden])").focus({ preventScroll: true });
  }, true);
  // What corrects it stands in its conversation, not always on this page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('.item-of-outbox a[href^="#d-"]');
    if (!link || document.getElementById(link.hash.slice(1))) return;
    event.preventDefault();
    location.assign(link.closest(".item-of-outbox").querySelector(".to a").href + link.hash);
  });
  setInterval(tick, 250);
  if (box) setInterval(() => told() || refresh(), ALONE);
  tick();
})();
