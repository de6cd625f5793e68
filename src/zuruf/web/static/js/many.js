// One answer to many: what becomes of each follows the typing; the sending shows itself; ctrl-enter sends, z calls all of it back.

const PAUSE = 450; // ms of rest before the server is asked
const PATIENCE = 700; // ms between two looks at what goes on
const box = document.querySelector("[data-many]");
const kind = box?.dataset.many;
let timer = 0, turn = 0, due = 0;

async function part(url, options = {}) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", ...options, headers: { "X-Part": "lines" } });
    if (!answer.ok || answer.redirected) return null;
    const made = document.createElement("template");
    made.innerHTML = await answer.text(); // our own page's words, escaped by the server
    return made.content;
  } catch {
    return null; // no connection: the next look tries again
  }
}

// ---- writing: the texts of single ones are left alone, so that nothing is lost under somebody's hands

async function judge() {
  const mine = ++turn;
  const data = new FormData(box);
  data.set("do", "check");
  const fresh = await part(box.action, { method: "POST", body: data });
  if (!fresh || mine !== turn) return;
  const sum = document.getElementById("many-sum");
  if (!sum.contains(document.activeElement)) sum.replaceChildren(...fresh.getElementById("many-sum").childNodes);
  for (const now of fresh.querySelectorAll(".addressee")) {
    const was = box.querySelector(`.addressee[data-key="${CSS.escape(now.dataset.key)}"]`);
    if (!was) continue;
    const same = was.dataset.face === now.dataset.face || was.contains(document.activeElement);
    if (!same) { was.replaceWith(now); continue; }
    was.dataset.face = now.dataset.face;
    was.querySelector("[data-says]").replaceWith(now.querySelector("[data-says]"));
  }
}

// ---- sending

function refresh() {
  if (!due) due = setTimeout(look, PATIENCE);
}

async function look() {
  due = 0;
  if (document.hidden) return;
  const fresh = await part(location.pathname);
  if (!fresh) return;
  const key = box.contains(document.activeElement) && document.activeElement.dataset.key;
  box.replaceChildren(fresh);
  if (key) box.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}

if (kind === "write") {
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(judge, PAUSE); });
  const text = document.getElementById("many-text");
  if (!text.value) text.focus();
}
if (kind === "going") {
  addEventListener("live:change", (event) => {
    if (event.detail.some(([of, thing]) => (of === "many" && thing === box.dataset.batch) || of === "delivery" || of === "ask")) refresh();
  });
  for (const name of ["live:resync", "live:open"]) addEventListener(name, refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const button = box?.querySelector("[data-send], .after-list button");
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select, dialog"))
    (event.key === "z" || event.key === "o") && box?.querySelector(`button[data-key="${event.key}"]`)?.click();
});
