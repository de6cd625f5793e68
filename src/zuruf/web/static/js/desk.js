// The desk: which row is open, what one does with a conversation, and the keys.

import { ask, desk, form, openId, pane, rowOf, rows, say, toast } from "./parts.js";
import { keepNotes, noteSaved, takeNotes } from "./notes.js";
import { beat, leave } from "./there.js";
import { refreshThread, remember, toEnd } from "./thread.js";
import { tick } from "./waits.js";

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

let seen = ""; // the conversation that she has told the others she is at
let stands = null; // the thread that was put where it is; the pane may come anew with the same conversation, as when one has answered
export function shown() {
  select();
  const id = openId();
  const thread = document.getElementById("thread");
  const other = id !== seen;
  if (other && seen) leave(seen);
  seen = id;
  if (other || thread !== stands) {
    stands = thread;
    toEnd();
    takeNotes();
    remember(thread);
  }
  if (other) beat();
  tick();
}
addEventListener("pagehide", () => seen && leave(seen));

// ---- acting

export function press(key) {
  if (coming) return void queued.push(key);
  const target = key === "r" ? document.querySelector("#composer textarea") : pane.querySelector(`[data-key-press="${key}"]`);
  if (!target) return say(why(key)); // no key is silent
  if (target.matches("details")) {
    target.open = !target.open;
    (target.open ? target.querySelector("select, textarea, input:not([type=hidden]), button") : target.querySelector("summary")).focus();
  } else if (target.matches("textarea")) target.focus();
  else target.click();
}

const why = (key) => (openId() ? toast.dataset[`no${key.toUpperCase()}`] ?? toast.dataset.noOther : toast.dataset.noClosed);

// Ctrl-Enter sends whatever form one is in: of the answer what its button says, of a form that opened by a key that one.
function sendsForm(event, within) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  const { form } = event.target;
  const buttons = [...((within ?? form)?.querySelectorAll(form.matches(".reply") ? ".send" : "button:not([type=button])") ?? [])];
  if (buttons.length !== 1) return; // several ways to end it: one is to be chosen
  event.preventDefault();
  if (!event.repeat) form.requestSubmit(buttons[0]); // held down it is one press
}
pane.addEventListener("keydown", (event) => sendsForm(event));
// What is done to many is one form; of it the box in which one is.
document.getElementById("bulk")?.addEventListener("keydown", (event) => {
  const box = event.target.closest("details[open]");
  if (box && event.target.form) sendsForm(event, box);
});

// Keys that are quicker than the network: they mean the conversation that is coming, and what is typed after "r", "n"
// or "h" is text and never a key.
let coming = false;
let queued = [];
let ahead = "";

document.addEventListener("keydown", (event) => {
  if (!coming || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!queued.some((key) => "rnhf".includes(key))) return;
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
  const from = document.activeElement;
  const area = sent.querySelector("textarea"), written = area?.value;
  const button = sent.querySelector("button:not([type=button])");
  if (button.getAttribute("aria-disabled")) return; // it is on its way
  button.setAttribute("aria-disabled", "true");
  const done = await post(sent.action, new FormData(sent, event.submitter));
  button.removeAttribute("aria-disabled");
  if (done === null) return;
  const { said, back } = done;
  if (area?.isConnected && area.value !== written && sent.dataset.act === "note") { // she writes on: that is a note of its own
    if (area.value.startsWith(written)) area.setRangeText("", 0, written.length, "preserve");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    return followed();
  }
  sent.closest("details")?.removeAttribute("open");
  if (sent.dataset.act === "note") noteSaved(sent);
  if (sent.closest("details")) sent.reset();
  if (sent.dataset.act === "done") return afterDone(id);
  if (sent.dataset.act === "spare") { // she need not look at it again
    say(said, back && toast.dataset.undo, () => undo(id, `/c/${id}/spare/undo/`, { back }));
    return openId() === id && onwards(rowOf(id));
  }
  if (said) say(said, sent.dataset.act === "understood" && back && toast.dataset.undo, () => undo(id, `/c/${id}/understood/undo/`, {}));
  await followed();
  const at = document.activeElement; // whoever went on meanwhile, as into the answer's field, stays there
  if (at === from || at === document.body || sent.contains(at)) pane.querySelector(".thread")?.focus({ preventScroll: true });
});

const followed = () => refreshThread().catch(() => say(toast.dataset.lost)); // the stream tells of it again when there is a connection

async function post(url, data) {
  try {
    const answer = await ask(url, { method: "POST", body: data, headers: { Accept: "text/plain" } });
    const text = await answer.text();
    if (answer.ok) return { said: text, back: answer.headers.get("X-Undo") };
    say(answer.status === 409 ? text : toast.dataset.failed);
  } catch {
    say(toast.dataset.lost);
  }
  return null;
}

function afterDone(id) {
  const row = rowOf(id);
  const next = nextTo(row);
  row?.remove();
  say(toast.dataset.done, toast.dataset.undo, () => undo(id, `/c/${id}/reopen/`, { undo: "1" }));
  if (openId() === id) go(next); // or she has gone on herself
}

async function undo(id, url, fields) {
  const done = await post(url, form(fields));
  if (done === null) return;
  if (done.said) say(done.said);
  desk.dispatchEvent(new CustomEvent("desk:changed", { detail: [id] }));
}

const nextTo = (row) => (row?.nextElementSibling?.matches(".line") ? row.nextElementSibling : row?.previousElementSibling);
const onwards = (row) => go(nextTo(row));

function go(next) {
  if (next?.matches(".line") && matchMedia("(min-width: 761px)").matches) {
    next.querySelector("a").focus({ preventScroll: true });
    next.querySelector("a").click();
  } else pane.querySelector("[data-back]")?.click();
}

// What was to be sent is on its way and stays in view; Enter opens whoever is next.
addEventListener("desk:sent", () => {
  const row = rowOf(openId());
  const next = row && matchMedia("(min-width: 761px)").matches ? nextTo(row) : null;
  const at = document.activeElement;
  if (at !== document.body && (!pane.contains(at) || (at.matches("textarea") && at.value))) return; // she has begun something else
  (next?.querySelector("a") ?? document.getElementById("thread"))?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details.drop[open]"))
    if (!drop.contains(event.target)) drop.open = false;
});

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

// ---- keys (keys.js hears them on every page; here they mean something)
addEventListener("keys:step", (event) => step(event.detail));
addEventListener("keys:press", (event) => press(event.detail));
addEventListener("keys:home", () => rowOf(openId())?.querySelector("a").focus({ preventScroll: true }));
addEventListener("keys:close", () => {
  const row = rowOf(openId());
  pane.querySelector("[data-back]")?.click();
  row?.querySelector("a").focus({ preventScroll: true });
});

keepNotes();
rowOf(openId())?.scrollIntoView({ block: "center" });
shown();
