/* Blocks, facts and earlier answers, put into the answer by one key. Without this script they are read on their pages. */
(() => {
  "use strict";
  const OPEN = /\{(?:name|handle|topic|due|link:[a-z0-9-]{1,40}|…)\}/;
  const PAUSE = 120; // ms of rest before the server is asked
  const panel = () => document.getElementById("library");
  const area = () => document.getElementById("reply-text");
  const list = () => document.getElementById("library-list");
  let at = 0, turn = 0, timer = 0, place = [0, 0], warned = "", offered = null;

  const byIt = () => document.getElementById("by-machine");
  const offers = () => [...(list()?.querySelectorAll("[data-thing]") || [])];
  const told = (words, error) => { const p = panel().querySelector(".heard"); p.textContent = words; p.classList.toggle("late", Boolean(error)); };

  function open() {
    const field = area();
    if (!field || panel().open) return;
    place = [field.selectionStart, field.selectionEnd];
    panel().querySelector("input").value = "";
    warned = "";
    told("");
    panel().showModal();
    panel().querySelector("input").focus();
    look();
  }

  async function look() {
    const dialog = panel(), mine = ++turn, q = dialog.querySelector("input").value.trim();
    try {
      const answer = await fetch(`${dialog.dataset.offers}?${new URLSearchParams({ q })}`, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const html = await answer.text();
      if (mine !== turn) return;
      dialog.querySelector(".choices").innerHTML = html; // our own page's words, escaped by the server
      at = 0;
      mark();
    } catch { if (mine === turn) told(dialog.dataset.lost, true); }
  }

  const which = (item) => `${item?.dataset.kind} ${item?.dataset.thing}`;

  function mark() {
    const all = offers(), input = panel().querySelector("input");
    all.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (all[at]) input.setAttribute("aria-activedescendant", all[at].id); else input.removeAttribute("aria-activedescendant");
    all[at]?.scrollIntoView({ block: "nearest" });
    if (which(all[at]) !== warned) warned = ""; // the list may come anew with the same
  }

  async function send(url, more) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", document.querySelector("#reply [name=csrfmiddlewaretoken]").value);
    data.set("text", area().value);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    const answer = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
    return { ok: answer.ok, said: await answer.json() };
  }

  async function bringIn(item, source) {
    if (!item || panel().ariaBusy === "true") return;
    const more = { kind: item.dataset.kind, thing: item.dataset.thing };
    if (source) more.source = "1";
    if (warned === which(item)) more.anyway = "1";
    panel().ariaBusy = "true";
    try {
      const { ok, said } = await send(panel().dataset.bring, more);
      if (ok) { panel().close(); put(said.text); return; }
      told(said.said, true);
      if (said.code === "fact_expired") warned = which(item); // once more means: all the same
    } catch { told(panel().dataset.lost, true); } finally { panel().ariaBusy = "false"; }
  }

  function put(text) { // where the caret was, apart from the word before it; by the browser's own way, so that it can be undone
    const field = area(), before = field.value.slice(0, place[0]), after = field.value.slice(place[1]);
    const words = (before && !/\s$/.test(before) ? " " : "") + text + (after && !/^[\s.,;:!?)]/.test(after) ? " " : "");
    replace(field, place[0], place[1], words);
    const gap = OPEN.exec(words);
    const start = place[0] + (gap ? gap.index : words.length);
    field.setSelectionRange(start, start + (gap ? gap[0].length : 0));
  }

  function replace(field, start, end, words) {
    field.focus();
    field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) {
      field.setRangeText(words, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  async function byMachine(button) {
    const dialog = panel();
    for (const other of dialog.querySelectorAll("[data-task]")) other.disabled = true;
    told(dialog.dataset.writing);
    const began = area().value;
    try {
      const { ok, said } = await send(dialog.dataset.machine, { task: button.dataset.task });
      if (!ok) { told(said.said, true); return; }
      dialog.close();
      if (said.read) { byIt().querySelector("[role=status]")?.remove(); byIt().insertAdjacentHTML("afterbegin", said.read); } // escaped by the server
      else if (said.placed && area().value === began) { byIt().innerHTML = said.line; replace(area(), 0, began.length, said.text); }
      else { offered = said; byIt().insertAdjacentHTML("beforeend", said.offer); } // what was typed meanwhile stays; escaped by the server
    } catch { told(dialog.dataset.lost, true); } finally { for (const other of dialog.querySelectorAll("[data-task]")) other.disabled = false; }
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "j" && area()) {
      event.preventDefault();
      if (panel().open) { panel().close(); back(); } else if (!document.querySelector("dialog[open]")) open();
      return;
    }
    if (!event.target.matches?.("#library input") || event.isComposing) return;
    const all = offers();
    if (event.key === "ArrowDown") at = Math.min(all.length - 1, at + 1);
    else if (event.key === "ArrowUp") at = Math.max(0, at - 1);
    else if (event.key === "Escape") { event.preventDefault(); panel().close(); back(); return; } // at once, not after emptying the field; what is typed next is the answer
    else if (event.key === "Enter") { event.preventDefault(); bringIn(all[at], event.shiftKey); return; }
    else return;
    event.preventDefault();
    mark();
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches("#library input")) return;
    warned = "";
    told("");
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-machine-words]") && offered) {
      const field = area(), end = field.value.length;
      byIt().innerHTML = offered.line;
      replace(field, end, end, (field.value.trim() ? "\n\n" : "") + offered.text);
      return;
    }
    if (event.target.closest("#library-opens")) { open(); return; }
    const dialog = event.target.closest("#library");
    if (!dialog) return;
    if (event.target === dialog) { dialog.close(); return; }
    const task = event.target.closest("[data-task]");
    if (task) { byMachine(task); return; }
    const item = event.target.closest("[data-thing]");
    if (item) { at = offers().indexOf(item); mark(); bringIn(item, false); }
  });

  function back() { // to where one was
    if (!area()?.matches(":focus")) { area()?.focus(); area()?.setSelectionRange(...place); }
  }
  document.addEventListener("close", (event) => { if (event.target.id === "library") back(); }, true);
})();
