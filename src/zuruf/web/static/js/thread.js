// Head and thread anew, piece by piece: what did not change is not touched, and neither are composer and focus.

import { ask, open, parsed } from "./parts.js";
import { takeNotes } from "./notes.js";
import { tick } from "./waits.js";

let stood = -1; // where the thread was put
const settles = new ResizeObserver(() => { // room that is taken or given below, as by the composer, leaves in view what was
  const thread = document.getElementById("thread");
  if (thread && (Math.abs(thread.scrollTop - stood) < 2 || thread.scrollHeight - thread.scrollTop - thread.clientHeight < 2)) toEnd();
});

/* To the end; where the last thing said is theirs and does not fit, to its beginning: it is what one answers. */
export function toEnd() {
  const thread = document.getElementById("thread");
  if (!thread) return;
  const said = [...thread.querySelectorAll(".said:not(.note), .sent")].at(-1);
  const end = thread.scrollHeight - thread.clientHeight;
  const begins = said?.matches(".said:not(.ours)") ? said.offsetTop - thread.offsetTop - 8 : end;
  thread.scrollTop = Math.min(end, begins);
  stood = thread.scrollTop;
  settles.observe(thread);
}

export function focusKey(target) {
  if (target?.matches("details")) target.querySelector("summary").focus();
  else target?.focus();
}

const source = new WeakMap();
export function remember(thread) {
  for (const piece of thread?.children ?? []) source.set(piece, piece.outerHTML);
  const help = document.getElementById("help");
  if (help) source.set(help, help.innerHTML);
}

export async function refreshThread() {
  const at = open();
  if (!at) return;
  const answer = await ask(at.dataset.thread, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const goal = answer.headers.get("X-Goes-On");
  const fresh = parsed(await answer.text());
  if (open() !== at) return;
  if (goal) return void (await (await import("./joined.js")).goOn(at.dataset.id, goal)); // seldom, so it is loaded then
  mergeHead(fresh.getElementById("head"));
  document.getElementById("there").innerHTML = fresh.getElementById("there").innerHTML;
  mergeHelp(fresh.getElementById("help"));
  const thread = document.getElementById("thread");
  const below = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80 || thread.scrollTop === stood;
  mergeThread(thread, fresh.getElementById("thread"));
  thread.dataset.newest = fresh.getElementById("thread").dataset.newest;
  if (below) toEnd();
  tick();
}

function mergeHelp(fresh) { // the same cards stay, with what is open and how far it was read
  const help = document.getElementById("help");
  if (source.get(help) !== fresh.innerHTML) help.innerHTML = fresh.innerHTML;
  source.set(help, fresh.innerHTML);
}

function mergeHead(fresh) {
  const head = document.getElementById("head");
  for (const piece of ["h2", ".standing"]) head.querySelector(piece).replaceWith(fresh.querySelector(piece));
  const actions = head.querySelector(".actions");
  if (!actions || actions.querySelector("details[open]")) return;
  const key = actions.contains(document.activeElement) && document.activeElement.closest("[data-key-press]")?.dataset.keyPress;
  actions.replaceWith(fresh.querySelector(".actions"));
  takeNotes();
  if (key) focusKey(head.querySelector(`[data-key-press="${key}"]`));
}

function mergeThread(thread, fresh) {
  const old = new Map([...thread.children].map((piece) => [piece.dataset.key, piece]));
  const made = [];
  let told = null;
  for (const piece of [...fresh.children]) {
    const html = piece.outerHTML;
    const known = old.get(piece.dataset.key);
    old.delete(piece.dataset.key);
    if (known && (source.get(known) === html || known.contains(document.activeElement) || known.querySelector("details[data-key-press][open]"))) {
      made.push(known);
      continue;
    }
    source.set(piece, html);
    made.push(piece);
    if (piece.matches(".sent") || (!known && piece.matches(".said:not(.ours, .note)"))) told = piece;
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
  if (told) readOut(told);
}

// What a screen reader hears of the thread: the newest message of theirs, and where our answer stands.
function readOut(piece) {
  const words = (selector) => piece.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ").slice(0, 200) ?? "";
  const place = document.getElementById("thread-said");
  const said = piece.matches(".sent") ? words(".where") : place.dataset.new.replace("{who}", words(".by").split(" · ")[0]).replace("{words}", piece.querySelector(".veil") ? "…" : words(".words"));
  if (place.textContent !== said) place.textContent = said;
}

addEventListener("desk:sent", () => {
  const last = [...document.querySelectorAll("#thread .sent")].at(-1);
  if (last) setTimeout(readOut, 300, last); // the place for it has just come: what is in it from the start is read by nobody
});
