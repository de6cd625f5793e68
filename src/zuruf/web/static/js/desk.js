// The desk: which row is open, what one does with a conversation, who else is there, and waits that tick on.

export const desk = document.getElementById("desk");
export const rows = document.getElementById("rows");
export const pane = document.getElementById("pane");
const toast = document.getElementById("toast");
const words = JSON.parse(desk.dataset.words);
const skew = Date.parse(desk.dataset.now) - Date.now(); // her clock may be wrong; the server's counts

export const open = () => pane.querySelector(".conversation");
export const openId = () => open()?.dataset.id ?? "";
export const rowOf = (id) => rows.querySelector(`.line[data-id="${CSS.escape(id)}"]`);
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// ---- asking the server

export async function ask(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/signin/")) location.reload();
  return answer;
}

export async function fragment(url) {
  const answer = await ask(url, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return null;
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  return box.content;
}

export function form(fields = {}) {
  const data = new FormData(document.getElementById("token"));
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

// ---- saying something in passing

let quiet;
export function say(text, action, act) {
  clearTimeout(quiet);
  const box = document.createElement("div");
  box.append(document.createTextNode(text));
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action;
    button.addEventListener("click", () => { toast.replaceChildren(); act(); });
    box.append(button);
  }
  toast.replaceChildren(box);
  quiet = setTimeout(() => toast.replaceChildren(), action ? 12000 : 6000);
}

// ---- the list and what is open

export function select() {
  const id = openId();
  for (const link of rows.querySelectorAll("a[aria-current]")) link.removeAttribute("aria-current");
  rowOf(id)?.querySelector("a").setAttribute("aria-current", "true");
}

export function step(by) {
  const all = [...rows.querySelectorAll(".line")];
  if (!all.length) return;
  const here = document.activeElement.closest?.(".line") ?? rowOf(openId());
  const at = all.indexOf(here);
  const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
  next.querySelector("a").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

export function toEnd() {
  const thread = document.getElementById("thread");
  if (thread) thread.scrollTop = thread.scrollHeight;
}

let seen = "";
export function shown() {
  select();
  const id = openId();
  if (id !== seen) {
    if (seen) leave(seen);
    seen = id;
    toEnd();
    remember(document.getElementById("thread"));
    beat();
  }
  tick();
}

// ---- head and thread anew, piece by piece: what did not change is not touched

const source = new WeakMap();
export function remember(thread) {
  for (const piece of thread?.children ?? []) source.set(piece, piece.outerHTML);
}

export async function refreshThread() {
  const at = open();
  if (!at) return;
  const fresh = await fragment(at.dataset.thread);
  if (!fresh || open() !== at) return;
  mergeHead(fresh.getElementById("head"));
  document.getElementById("there").innerHTML = fresh.getElementById("there").innerHTML;
  const thread = document.getElementById("thread");
  const below = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  mergeThread(thread, fresh.getElementById("thread"));
  if (below) toEnd();
  tick();
}

function mergeHead(fresh) {
  const head = document.getElementById("head");
  head.querySelector(".title").replaceWith(fresh.querySelector(".title"));
  const actions = head.querySelector(".actions");
  if (!actions || actions.querySelector("details[open]")) return;
  const key = actions.contains(document.activeElement) && document.activeElement.closest("[data-key-press]")?.dataset.keyPress;
  actions.replaceWith(fresh.querySelector(".actions"));
  if (key) focusKey(head.querySelector(`[data-key-press="${key}"]`));
}

function mergeThread(thread, fresh) {
  const old = new Map([...thread.children].map((piece) => [piece.dataset.key, piece]));
  const made = [];
  for (const piece of [...fresh.children]) {
    const html = piece.outerHTML;
    const known = old.get(piece.dataset.key);
    old.delete(piece.dataset.key);
    if (known && (source.get(known) === html || known.contains(document.activeElement))) {
      made.push(known);
      continue;
    }
    source.set(piece, html);
    made.push(piece);
  }
  for (const piece of old.values()) piece.remove();
  made.forEach((piece, i) => {
    if (thread.children[i] === piece) return;
    const stale = thread.children[i];
    if (stale && stale.dataset.key === piece.dataset.key) stale.replaceWith(piece);
    else thread.insertBefore(piece, stale ?? null);
    htmx.process(piece);
    piece.dispatchEvent(new CustomEvent("desk:thing", { bubbles: true }));
  });
}

// ---- acting

export function focusKey(target) {
  if (target?.matches("details")) target.querySelector("summary").focus();
  else target?.focus();
}

export function press(key) {
  if (coming) return void queued.push(key);
  const target = key === "r" ? document.querySelector("#composer textarea") : pane.querySelector(`[data-key-press="${key}"]`);
  if (!target) return;
  if (target.matches("details")) {
    target.open = !target.open;
    (target.open ? target.querySelector("select, textarea") : target.querySelector("summary")).focus();
  } else if (target.matches("textarea")) target.focus();
  else target.click();
}

// Keys that are quicker than the network: they mean the conversation that is coming, and what is typed after "r", "n"
// or "h" is text and never a key.
let coming = false;
let queued = [];
let ahead = "";

document.addEventListener("keydown", (event) => {
  if (!coming || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!queued.some((key) => "rnh".includes(key))) return;
  ahead += event.key;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

function caughtUp() {
  coming = false;
  const [keys, text] = [queued, ahead];
  queued = [];
  ahead = "";
  keys.forEach(press);
  const field = document.activeElement;
  if (!text || !field?.matches("textarea")) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const forPane = (event) => event.detail.target?.id === "pane";
document.addEventListener("htmx:beforeRequest", (event) => { if (forPane(event)) coming = true; });
document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "pane") setTimeout(caughtUp); });
for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:swapError", "htmx:sendAbort"])
  document.addEventListener(failed, () => { coming = false; queued = []; ahead = ""; });

document.addEventListener("submit", async (event) => {
  const sent = event.target.closest("form[data-act]");
  if (!sent) return;
  event.preventDefault();
  const id = openId();
  const button = sent.querySelector("button:not([type=button])");
  button.setAttribute("aria-disabled", "true");
  const said = await post(sent.action, new FormData(sent));
  button.removeAttribute("aria-disabled");
  if (said === null) return;
  sent.closest("details")?.removeAttribute("open");
  if (sent.closest("details")) sent.reset();
  if (sent.dataset.act === "done") return afterDone(id);
  if (said) say(said);
  await refreshThread();
  pane.querySelector(".thread")?.focus({ preventScroll: true });
});

async function post(url, data) {
  try {
    const answer = await ask(url, { method: "POST", body: data, headers: { Accept: "text/plain" } });
    const text = await answer.text();
    if (answer.ok) return text;
    say(answer.status === 409 ? text : toast.dataset.failed);
  } catch {
    say(toast.dataset.lost);
  }
  return null;
}

function afterDone(id) {
  const row = rowOf(id);
  const next = row?.nextElementSibling?.matches(".line") ? row.nextElementSibling : row?.previousElementSibling;
  row?.remove();
  say(toast.dataset.done, toast.dataset.undo, async () => {
    if ((await post(`/c/${id}/reopen/`, form({ undo: "1" }))) !== null)
      desk.dispatchEvent(new CustomEvent("desk:changed", { detail: [id] }));
  });
  if (next && matchMedia("(min-width: 761px)").matches) {
    next.querySelector("a").focus({ preventScroll: true });
    next.querySelector("a").click();
  } else pane.querySelector("[data-back]")?.click();
}

document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details.drop[open]"))
    if (!drop.contains(event.target)) drop.open = false;
});

// ---- who else is there

let wrote = 0;
export async function beat() {
  const at = open();
  if (!at || document.hidden) return;
  const writing = Date.now() - wrote < 9000 ? { writing: "1" } : {};
  try {
    const answer = await ask(at.dataset.here, { method: "POST", body: form(writing) });
    if (!answer.ok || open() !== at) return;
    const html = await answer.text();
    const there = document.getElementById("there");
    if (there.innerHTML.trim() !== html.trim()) there.innerHTML = html;
  } catch { /* the next beat tries again */ }
}

function leave(id) {
  navigator.sendBeacon(`/c/${id}/here/`, form({ leave: "1" }));
}

document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#composer")) return;
  const news = Date.now() - wrote > 9000;
  wrote = Date.now();
  if (news) beat();
});
setInterval(beat, 15000);
document.addEventListener("visibilitychange", beat);
addEventListener("pagehide", () => seen && leave(seen));
addEventListener("pageshow", (event) => event.persisted && beat());

// ---- waits tick on

export function duration(minutes) {
  if (minutes < 1) return words.now;
  if (minutes < 60) return words.min.replace("%n", minutes);
  if (minutes < 2880) return words.hours.replace("%h", Math.floor(minutes / 60)).replace("%m", String(minutes % 60).padStart(2, "0"));
  return words.days.replace("%n", Math.floor(minutes / 1440));
}

export function tick() {
  const now = Date.now() + skew;
  for (const time of desk.querySelectorAll("time[data-due]")) {
    const since = Date.parse(time.dateTime);
    const text = duration(Math.max(0, Math.floor((now - since) / 60000)));
    if (time.textContent !== text) time.textContent = text;
    const due = Date.parse(time.dataset.due);
    if (Number.isNaN(due)) continue;
    const share = due > since ? (now - since) / (due - since) : 1;
    const line = time.closest(".line");
    if (line) line.classList.toggle("over", share >= 1);
    else time.parentElement.classList.toggle("late", share >= 1);
    const bar = line?.querySelector("progress");
    if (bar) bar.value = Math.min(100, Math.max(0, Math.round(share * 100)));
  }
}
setInterval(tick, 10000);

// ---- htmx: a row was chosen, or she went back

document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "pane") shown(); });
document.addEventListener("htmx:historyRestore", shown);
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL, location).pathname.startsWith("/signin/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
document.addEventListener("htmx:sendError", () => say(toast.dataset.lost));
document.addEventListener("htmx:responseError", () => say(toast.dataset.failed));
rowOf(openId())?.scrollIntoView({ block: "center" });
shown();

// ---- keys (keys.js hears them on every page; here they mean something)

addEventListener("keys:step", (event) => step(event.detail));
addEventListener("keys:press", (event) => press(event.detail));
addEventListener("keys:home", () => rowOf(openId())?.querySelector("a").focus({ preventScroll: true }));
addEventListener("keys:close", () => {
  const row = rowOf(openId());
  pane.querySelector("[data-back]")?.click();
  row?.querySelector("a").focus({ preventScroll: true });
});
