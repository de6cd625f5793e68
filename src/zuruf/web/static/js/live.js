// What changes elsewhere comes in: rows, counts and the thread in view. Nothing jumps, nothing loses the focus.

import "./choosing.js"; // first: it hears the keys before the desk does
import { select } from "./desk.js";
import "./best.js";
import "./late.js";
import { listen } from "./stream.js";
import { ask, calm, desk, openId, parsed, rowOf, rows, say } from "./parts.js";
import { beat } from "./there.js";
import { refreshThread } from "./thread.js";
import { tick } from "./waits.js";

const fresh = document.getElementById("fresh");
const news = new Set(); // rows that came and were not seen yet
const held = new Map(); // rows that would push others aside in view: shown when she asks
const AGAIN = 2000; // ms until what could not be asked is asked again, then twice as long each time
const SELDOM = 60000; // ms at most
const told = new Set(); // conversations whose lines came with the stream
const note = document.getElementById("list-stands"); // that this list is not there any more
let waiting = new Set();
let busy = false;
let failed = 0; // times in a row
let whole = false; // the whole list is to be asked for
let timer;

// ---- lines come with the stream; what it did not bring is asked for: one request at a time, what comes in meanwhile in the next

addEventListener("live:rows", ({ detail }) => {
  const box = document.createElement("template");
  box.innerHTML = detail.rows.join("");
  const lines = [...box.content.querySelectorAll(".line")];
  const ids = [...lines.map((line) => line.dataset.id), ...detail.gone];
  ids.forEach((id) => told.add(id));
  place(ids, lines, Object.entries(detail.counts));
});

function changed(ids) {
  if (!note.hidden) return;
  for (const id of ids) waiting.add(id);
  flush();
}

async function flush() {
  if (busy || !waiting.size) return;
  busy = true;
  const ids = [...waiting].slice(0, 50);
  ids.forEach((id) => waiting.delete(id));
  const asked = ids.filter((id) => !told.delete(id));
  let done = false;
  try {
    done = !asked.length || (await fetchLines(asked));
    if (done && ids.includes(openId())) await refreshThread();
  } catch {
    done = false; // no connection
  }
  busy = false;
  if (done) return void flush();
  ids.forEach((id) => waiting.add(id)); // they are told only once, so they are asked for until there is an answer
  again();
}

// Once more, ever more seldom; not at all where there is nothing to ask for any more.
function again() {
  clearTimeout(timer);
  if (!note.hidden) return waiting.clear();
  timer = setTimeout(() => (whole ? everything() : flush()), Math.min(SELDOM, AGAIN * 2 ** failed));
  failed += 1;
}

// What the server says of this list, null for nothing. A list that is not there, or not hers, will not come back by asking.
async function answered(url) {
  const answer = await ask(url, { headers: { "HX-Request": "true" } });
  if (answer.ok) failed = 0;
  if (answer.ok) return parsed(await answer.text());
  if (![403, 404, 410].includes(answer.status)) {
    if (failed === 2) say(note.dataset.late);
  } else if (note.hidden) {
    note.hidden = false;
    say(note.firstChild.textContent.trim());
  }
  return null;
}

async function fetchLines(ids) {
  const found = await answered(`${desk.dataset.url}rows/?${ids.map((id) => `id=${encodeURIComponent(id)}`).join("&")}`);
  if (!found) return false;
  const counts = [...found.querySelectorAll("[data-count]")].map((count) => [count.dataset.count, count.textContent]);
  place(ids, [...found.querySelectorAll(".line")], counts);
  return true;
}

function place(ids, lines, counts) {
  for (const [slug, text] of counts)
    for (const shown of document.querySelectorAll(`.nav [data-count="${CSS.escape(slug)}"]`)) shown.textContent = text;
  if (new URLSearchParams(location.search).has("find")) return; // a filtered list stays as it was asked for
  const here = new Map(lines.map((line) => [line.dataset.id, line]));
  for (const id of ids) here.has(id) ? put(here.get(id)) : takeAway(id);
  const empty = desk.querySelector(".list > .empty");
  empty.hidden = !!rows.querySelector(".line");
  select();
  tick();
  announce();
}

function put(line) {
  const old = rowOf(line.dataset.id);
  if (old && old.dataset.order === line.dataset.order) return exchange(old, line);
  const next = [...rows.querySelectorAll(".line")].find((other) => other !== old && Number(other.dataset.order) > Number(line.dataset.order));
  if (old) return move(old, line, next);
  if (!next && rows.querySelector(".more")) return void news.add(line.dataset.id); // on a page that is not loaded yet
  const place = next?.getBoundingClientRect();
  const frame = rows.getBoundingClientRect();
  if (next && rows.scrollTop > 0 && place.top >= frame.top && place.top < frame.bottom) {
    held.set(line.dataset.id, line);
    news.add(line.dataset.id);
    return;
  }
  insert(line, next);
  news.add(line.dataset.id);
  if (!calm()) line.classList.add("came");
}

function insert(line, next) {
  const above = next && next.getBoundingClientRect().top < rows.getBoundingClientRect().top;
  rows.insertBefore(line, next ?? null);
  if (above) rows.scrollTop += line.offsetHeight;
  htmx.process(line);
}

function exchange(old, line) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(line);
  htmx.process(line);
  if (focused) line.querySelector("a").focus({ preventScroll: true });
}

function move(old, line, next) {
  if (old.nextElementSibling === next || (!next && !old.nextElementSibling)) return exchange(old, line);
  exchange(old, line);
  if (!rows.matches(":hover") && !rows.contains(document.activeElement)) rows.insertBefore(line, next ?? rows.querySelector(".more"));
}

function takeAway(id) {
  news.delete(id);
  held.delete(id);
  const line = rowOf(id);
  if (!line) return;
  line.classList.add("left");
  sweep();
}

// A row that left its queue goes when nobody is just about to click on what stands below it.
function sweep() {
  for (const line of rows.querySelectorAll(".line.left")) {
    if (line.dataset.id === openId()) continue;
    const above = line.getBoundingClientRect().bottom <= rows.getBoundingClientRect().top;
    if (!above && (rows.matches(":hover") || rows.contains(document.activeElement))) continue;
    const height = line.offsetHeight;
    line.remove();
    if (above) rows.scrollTop -= height;
  }
}
rows.addEventListener("pointerleave", sweep);
rows.addEventListener("focusout", () => setTimeout(sweep));
document.addEventListener("htmx:afterSwap", (event) => event.target.id === "pane" && sweep());

// ---- "3 new"

function inView(line) {
  const box = line.getBoundingClientRect();
  const frame = rows.getBoundingClientRect();
  return box.top >= frame.top - 8 && box.bottom <= frame.bottom + 8;
}

function announce() {
  for (const id of news) {
    const line = rowOf(id);
    if (line && inView(line)) news.delete(id);
  }
  fresh.hidden = !news.size;
  fresh.textContent = news.size === 1 ? fresh.dataset.one : fresh.dataset.many.replace("%n", news.size);
  const first = [...news].map(rowOf).find(Boolean);
  fresh.classList.toggle("up", !!first && first.getBoundingClientRect().top < rows.getBoundingClientRect().top);
}
rows.addEventListener("scroll", announce, { passive: true });

fresh.addEventListener("click", () => {
  for (const [id, line] of held) {
    held.delete(id);
    const next = [...rows.querySelectorAll(".line")].find((other) => Number(other.dataset.order) > Number(line.dataset.order));
    rows.insertBefore(line, next ?? null);
    htmx.process(line);
  }
  const came = [...news].map(rowOf).filter(Boolean);
  const there = (fresh.matches(".up") ? came[0] : came.at(-1)) ?? rows.querySelector(".more");
  news.clear();
  there?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  if (there?.matches(".more")) there.querySelector("a").click();
  announce();
});

// ---- the stream

async function everything() {
  const found = await answered(desk.dataset.url + location.search).catch(() => null);
  whole = !found;
  if (whole) return again();
  note.hidden = true;
  const at = rows.scrollTop;
  rows.replaceChildren(found);
  htmx.process(rows);
  rows.scrollTop = at;
  select();
  tick();
  changed([openId()].filter(Boolean));
}

addEventListener("live:open", () => {
  desk.dataset.connection = "open";
  if (whole || !note.hidden) everything(); // what had no answer is asked for at once
  else flush();
});
addEventListener("live:lost", () => { desk.dataset.connection = "lost"; });
addEventListener("live:resync", everything);
addEventListener("live:change", (event) => {
  const ids = { conversation: [], presence: [], hold: [] };
  for (const [kind, thing] of event.detail) ids[kind]?.push(thing);
  if (ids.hold.length) changed([...rows.querySelectorAll(".line")].map((line) => line.dataset.id)); // it may lie on any of them
  if (ids.conversation.length) changed(ids.conversation);
  if (ids.presence.includes(openId())) beat();
});
listen(desk.dataset.live);
desk.addEventListener("desk:changed", (event) => changed(event.detail));
