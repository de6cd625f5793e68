// Choosing many (select.js) comes when somebody begins to. What asks for it, and every key until it is there, is done once more
// then, in the same order: the first press of x counts like any other.

import { rowOf, rows, say, toast } from "./parts.js";

let many = null; // select.js
let waiting = null; // what is done when it is there; null while nobody asked

async function load() {
  const held = (waiting = []);
  try {
    many = await import("./select.js");
  } catch {
    held.length = 0;
    say(toast.dataset.lost);
  }
  waiting = null;
  for (const again of held) again();
}

function hold(event, again) {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!waiting) load();
  waiting.push(again);
}

function key({ type, detail }) {
  const heard = dispatchEvent(new CustomEvent(type, { detail, cancelable: true }));
  if (heard && type === "keys:none") dispatchEvent(new CustomEvent("keys:close"));
}

for (const [name, asks] of Object.entries({ pick: true, undo: true, press: false, step: false, home: false, none: false }))
  addEventListener(`keys:${name}`, (event) => {
    const back = name === "undo" && toast.querySelector(":scope > div > button"); // of what was done to one, as long as it is offered
    if (back) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return void back.click();
    }
    if (!many && (asks || waiting)) hold(event, () => key(event));
    else if (name === "press" && many?.press(event.detail)) event.stopImmediatePropagation(); // what is chosen comes before what is open
  });

rows.addEventListener("click", (event) => {
  if (many || !event.target.matches(".chooser input")) return;
  const { shiftKey, detail } = event;
  const { id } = event.target.closest(".line").dataset; // its row may be drawn anew meanwhile
  hold(event, () => rowOf(id)?.querySelector(".chooser input").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey, detail })));
}, true);

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (!many && target.matches("[data-bulk-split]")) hold(event, () => target.isConnected && target.requestSubmit(submitter));
}, true);

if (rows.querySelector(".chooser input:checked")) load(); // the browser brought them back
