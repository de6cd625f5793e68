// Keys for everything, and Ctrl-K for the rest. No key does anything while somebody types.

const palette = document.getElementById("palette");
const input = palette.querySelector("input");
const keys = document.getElementById("keys");
let drawn = null; // palette.js: the window opens at once and takes what is typed, its choices come when they are there
let entered = false; // Enter was quicker than the choices, since the window opened last

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])");

// Where nothing had the focus before, a closing window keeps it in its field until the page is drawn anew, and keys go there unseen.
function shut() {
  input.blur();
  palette.close();
}

function show() {
  entered = false;
  input.value = "";
  input.onkeydown = (event) => { entered ||= event.key === "Enter"; };
  palette.showModal();
  input.focus();
  drawn ??= import("./palette.js");
  drawn.then((choices) => {
    input.onkeydown = null;
    choices.begin();
    if (entered && palette.open) choices.run(0);
  }, () => { drawn = null; shut(); });
}

for (const dialog of [palette, keys])
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

// ---- keys

const search = () => document.querySelector(".nav a[data-search]")?.click();
const single = {
  j: () => desk("step", 1),
  k: () => desk("step", -1),
  "/": () => (document.getElementById("find") ?? { focus: search }).focus(),
  s: search,
  "?": () => keys.showModal(),
  x: () => desk("pick"),
  X: () => desk("pick", "range"),
  z: () => desk("undo"),
  o: () => document.querySelector("main [data-key-press=o]")?.click(), // what waits for whoever looks at it goes out
  p: () => (document.querySelector("main [data-key-press=p]") ?? document.querySelector(".nav a.item[data-key-press=p]"))?.click(),
};
const desk = (name, detail) => window.dispatchEvent(new CustomEvent(`keys:${name}`, { detail }));
const forms = "details.drop[open], details.unfolds[open], details[data-key-press][open]"; // what opens within a page, by a key or a click
function choose(nth) { // a line that opens is where one goes on: at once, the next key means what is in it
  nth.click();
  const line = nth.closest("summary")?.parentElement;
  if (line) (line.open ? line.querySelector("input") : nth).focus();
}
const openers = new WeakMap(); // such a form → what had the focus before its key

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return palette.open ? shut() : show();
  }
  if (event.key === "Escape" && palette.open) { // at once: a field of this kind would only empty itself
    event.preventDefault();
    return shut();
  }
  if (document.querySelector("dialog[open], :popover-open") || event.isComposing) return;
  if (event.key === "Escape") return escape(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const nth = /^[0-9]$/.test(event.key) && document.querySelector(`:is(details.drop, .understand)[open] [data-nth="${event.key}"]`);
  const act = nth ? () => choose(nth) : single[event.key] ?? ("abdhneirufvmwltH!".includes(event.key) && (() => desk("press", event.key)));
  if (!act) return;
  event.preventDefault();
  const before = document.activeElement;
  act();
  const opened = document.activeElement?.closest(forms);
  if (opened && !opened.contains(before) && before !== document.body) openers.set(opened, before);
});

// A row is drawn anew whenever something of it changes.
const again = (one) => (!one || one.isConnected ? one : document.querySelector(`#rows .line[data-id="${CSS.escape(one.closest(".line")?.dataset.id ?? "")}"] a`));

function escape(event) {
  const drop = event.target.closest?.(forms) ?? document.querySelector(forms);
  if (drop) {
    const back = again(openers.get(drop));
    drop.open = false;
    openers.delete(drop);
    (back?.isConnected ? back : (drop.closest(".more-of") ?? drop).querySelector("summary")).focus({ preventScroll: true });
  } else if (typing(event.target)) {
    event.target.blur();
    desk("home");
  } else if (window.dispatchEvent(new CustomEvent("keys:none", { cancelable: true }))) desk("close"); // first what is chosen
}
