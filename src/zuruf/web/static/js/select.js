// Many at once: which rows are chosen, what can be done with them, and what came of it. What is chosen stays chosen when its row
// is drawn anew, moves or leaves.

import { ask, desk, form, fragment, openId, rowOf, rows, say, toast } from "./parts.js";

const bar = document.getElementById("bulk");
const told = document.getElementById("bulk-told");
const said = document.getElementById("bulk-said");
const chosen = new Map(); // conversation → what its box said when it was chosen: which it is, and how much of it was seen
const QUIET = 15000; // ms after which a word about what went well goes by itself
let anchor = ""; // where a range begins
let more = false; // there are more than can be chosen
let quiet;

const boxes = () => [...rows.querySelectorAll(".line .chooser input")];
const idOf = (box) => box.closest(".line").dataset.id;

// ---- choosing

function put(box, on) {
  box.checked = on;
  const id = idOf(box);
  if (!on) chosen.delete(id);
  else if (!chosen.has(id)) chosen.set(id, box.value);
}

function range(to) {
  const all = boxes();
  const ends = [all.findIndex((box) => idOf(box) === anchor), all.indexOf(to)];
  if (ends[0] < 0) return put(to, true);
  for (const box of all.slice(Math.min(...ends), Math.max(...ends) + 1)) put(box, true);
}

function pick(box, upTo) {
  if (upTo) range(box);
  else put(box, !chosen.has(idOf(box)));
  anchor = idOf(box);
  more = false;
  show();
}

async function every() {
  const find = new URLSearchParams(location.search).get("find") ?? "";
  try {
    const answer = await ask(`${bar.dataset.every}?find=${encodeURIComponent(find)}`);
    if (!answer.ok) return say(toast.dataset.failed);
    const lines = (await answer.text()).split("\n").filter(Boolean);
    more = lines.at(-1) === "+";
    if (more) lines.pop();
    for (const line of lines) if (!chosen.has(line.split(".")[0])) chosen.set(line.split(".")[0], line);
    show();
  } catch {
    say(toast.dataset.lost);
  }
}

function none() {
  chosen.clear();
  more = false;
  anchor = "";
  show();
}

// ---- what the bar says

let acts = false;
async function fetchActs() {
  if (acts) return;
  acts = true;
  const found = await fragment(bar.dataset.acts).catch(() => null);
  if (!found) return void (acts = false);
  document.getElementById("bulk-more").replaceChildren(found);
  show();
}

function show() {
  const n = chosen.size;
  for (const box of boxes()) box.checked = chosen.has(idOf(box));
  const was = bar.classList.contains("on");
  bar.classList.toggle("on", n > 0);
  rows.classList.toggle("picking", n > 0);
  if (n) bar.querySelector(".script").hidden = false;
  if (n) fetchActs();
  const text = more ? bar.dataset.more : n === 1 ? bar.dataset.one : n ? bar.dataset.many : was ? bar.dataset.none : "";
  const away = [...chosen.keys()].filter((id) => !rowOf(id)).length;
  said.textContent = text.replace("%n", n) + (n && away ? ` · ${bar.dataset.away.replace("%n", away)}` : "");
  const merge = document.getElementById("bulk-merge");
  if (merge) merge.hidden = n < 2 || n > 21;
  if (!n) for (const drop of bar.querySelectorAll("details[open]")) drop.open = false;
}

function offerToKeep() {
  const keep = document.getElementById("bulk-keep");
  keep.replaceChildren(...[...chosen.keys()].map((id) => {
    const line = rowOf(id);
    const words = [".who b", ".text"].map((part) => line?.querySelector(part)?.textContent.trim() ?? id).join(": ");
    return new Option(words.slice(0, 90), id);
  }));
}

new MutationObserver((changes) => {
  if (changes.some((change) => change.addedNodes.length || change.removedNodes.length) && (chosen.size || boxes().some((box) => box.checked))) show();
}).observe(rows, { childList: true });

// ---- doing it

bar?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!chosen.size || bar.ariaBusy === "true") return;
  const many = event.submitter?.dataset.many;
  if (many && chosen.size <= event.submitter.dataset.most) return void location.assign(`${many}?${new URLSearchParams([...chosen.keys()].map((id) => ["conversation", id]))}`);
  const data = new FormData(bar, event.submitter);
  data.delete("c");
  for (const value of chosen.values()) data.append("c", value);
  for (const drop of bar.querySelectorAll("details[open]")) drop.open = false;
  const known = [...chosen.keys()];
  if (!(await send(bar.action, data))) return;
  chosen.clear();
  more = false;
  for (const value of (told.querySelector(".came-of")?.dataset.again ?? "").split(" ").filter(Boolean)) chosen.set(value.split(".")[0], value);
  bar.querySelector("#bulk-text")?.form && (bar.querySelector("#bulk-text").value = "");
  show();
  const kept = data.get("keep");
  if (event.submitter?.value === "merge" && openId() !== kept && known.includes(openId())) rowOf(kept)?.querySelector("a").click(); // what is open is part of that one now
  desk.dispatchEvent(new CustomEvent("desk:changed", { detail: known.filter((id) => rowOf(id) || id === openId()) }));
});

async function send(url, data) {
  bar.ariaBusy = "true";
  try {
    toast.replaceChildren(); // what it offered to take back is not the last thing any more
    const answer = await ask(url, { method: "POST", body: data, headers: { "HX-Request": "true", Accept: "text/plain, text/html" } });
    if (answer.status === 409) return void say(await answer.text());
    if (!answer.ok) return void say(toast.dataset.failed);
    if (answer.headers.has("X-Said")) {
      say(await answer.text());
      return true;
    }
    tell(await answer.text());
    return true;
  } catch {
    say(toast.dataset.lost);
  } finally {
    bar.ariaBusy = "false";
  }
}

function tell(html) {
  clearTimeout(quiet);
  told.innerHTML = html;
  told.hidden = false;
  const at = document.activeElement; // whoever has begun to write elsewhere goes on writing
  if (!at.matches("textarea, select, input:not([type=checkbox])") || bar.contains(at)) told.focus({ preventScroll: true });
  if (!told.querySelector("li")) quiet = setTimeout(() => { if (!told.contains(document.activeElement) || document.activeElement === told) away(); }, QUIET);
}

function away() {
  const inside = told.contains(document.activeElement);
  told.hidden = true;
  told.replaceChildren();
  if (inside) (rowOf(openId()) ?? rows.querySelector(".line"))?.querySelector("a").focus({ preventScroll: true });
}

told?.addEventListener("click", (event) => { if (event.target.closest("[data-bulk-away]")) away(); });
told?.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-bulk-undo]")) return;
  event.preventDefault();
  undo(event.target.action);
});

// A split is told here too, so that it can be taken back; the conversation then shows what is left of it.
document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-bulk-split]")) return;
  event.preventDefault();
  const id = openId();
  if (!(await send(event.target.action, new FormData(event.target)))) return;
  event.target.closest("details").open = false;
  desk.dispatchEvent(new CustomEvent("desk:changed", { detail: [id] }));
});

async function undo(url) {
  if (await send(url, form({ conversation: openId() }))) desk.dispatchEvent(new CustomEvent("desk:changed", { detail: [openId()].filter(Boolean) }));
}

// ---- mouse and keys

rows.addEventListener("click", (event) => {
  const box = event.target.closest(".chooser input");
  if (!box) return;
  if (event.shiftKey) range(box);
  else put(box, box.checked);
  anchor = idOf(box);
  more = false;
  show();
  if (event.detail) box.closest(".line").querySelector("a").focus({ preventScroll: true }); // the keys go on from here
});

bar?.addEventListener("click", (event) => {
  const which = event.target.closest("[data-pick]")?.dataset.pick;
  if (which === "shown") { boxes().forEach((box) => put(box, true)); show(); }
  if (which === "every") every();
  if (which === "none") none();
});

bar?.addEventListener("toggle", (event) => {
  if (event.target.id === "bulk-merge" && event.target.open) offerToKeep();
}, true);

addEventListener("keys:pick", (event) => {
  const line = document.activeElement.closest?.(".line") ?? rowOf(openId()) ?? rows.querySelector(".line");
  const box = line?.querySelector(".chooser input");
  if (!bar || !box) return;
  if (!line.contains(document.activeElement)) line.querySelector("a").focus({ preventScroll: true });
  pick(box, event.detail === "range");
});

addEventListener("keys:undo", () => {
  const last = toast.querySelector("button"); // what was done a moment ago says so itself
  if (last) last.click();
  else if (bar) undo(told.querySelector("[data-bulk-undo]")?.action ?? bar.dataset.undo);
});

addEventListener("keys:none", (event) => {
  if (!chosen.size && told?.hidden !== false) return;
  event.preventDefault();
  told.hidden ? none() : away();
});

/* Does the key mean those that are chosen? Then it is done. */
export function press(key) {
  const target = chosen.size && bar.querySelector(`[data-key-press="${CSS.escape(key)}"]:not([hidden])`);
  if (!target) return false;
  if (target.matches("details")) open(target);
  else target.click();
  return true;
}

function open(target) {
  target.open = !target.open;
  if (target.open && target.id === "bulk-merge") offerToKeep();
  (target.open ? target.querySelector("select, [data-nth]") : target.querySelector("summary")).focus();
}

for (const box of boxes()) if (box.checked) put(box, true); // brought back by the browser
show();
