// Keys for everything, and Ctrl-K for the rest. No key does anything while somebody types.

const palette = document.getElementById("palette");
const keys = document.getElementById("keys");
const input = palette.querySelector("input");
const list = document.getElementById("palette-list");
let choices = [];
let at = 0;

const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]:not([contenteditable=false])");

// ---- the palette: what can be done here, and every place in the navigation

function offers() {
  const done = [...document.querySelectorAll("#bulk.on [data-key-press], #pane .actions [data-key-press]")].map((target) => {
    const label = (target.querySelector("summary") ?? target).cloneNode(true);
    const key = label.querySelector("kbd")?.textContent ?? "";
    label.querySelector("kbd")?.remove();
    return { group: palette.dataset.do, text: label.textContent.trim(), key, run: () => window.dispatchEvent(new CustomEvent("keys:press", { detail: target.dataset.keyPress })) };
  });
  const places = [...document.querySelectorAll(".nav a.item")].map((link) => ({
    group: palette.dataset.go, text: link.querySelector(".clip").textContent.trim(), key: link.querySelector(".n")?.textContent ?? "", run: () => link.click(),
  }));
  return [...done, ...places];
}

function draw() {
  const wanted = input.value.trim().toLocaleLowerCase();
  choices = offers().filter((offer) => offer.text.toLocaleLowerCase().includes(wanted));
  at = Math.min(at, Math.max(0, choices.length - 1));
  list.replaceChildren(...choices.map((choice, i) => {
    const item = document.createElement("li");
    item.id = `choice-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(i === at));
    const [group, text, key] = ["span", "b", "span"].map((name) => document.createElement(name));
    group.className = "group";
    key.className = "n";
    group.textContent = choice.group;
    text.textContent = choice.text;
    key.textContent = choice.key;
    item.append(group, text, key);
    item.addEventListener("click", () => run(i));
    item.addEventListener("pointermove", () => { if (at !== i) { at = i; mark(); } });
    return item;
  }));
  if (!choices.length) {
    const none = document.createElement("li");
    none.className = "none";
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    none.textContent = palette.dataset.none;
    list.append(none);
  }
  mark();
}

function mark() {
  [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  const item = list.children[at];
  if (choices.length) input.setAttribute("aria-activedescendant", item.id);
  else input.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}

function run(i) {
  const choice = choices[i];
  palette.close();
  choice?.run();
}

function show() {
  input.value = "";
  at = 0;
  draw();
  palette.showModal();
  input.focus();
}

input.addEventListener("input", () => { at = 0; draw(); });
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") at = Math.min(choices.length - 1, at + 1);
  else if (event.key === "ArrowUp") at = Math.max(0, at - 1);
  else if (event.key === "Enter") { event.preventDefault(); return run(at); }
  else return;
  event.preventDefault();
  mark();
});
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

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return palette.open ? palette.close() : show();
  }
  if (document.querySelector("dialog[open], :popover-open") || event.isComposing) return;
  if (event.key === "Escape") return escape(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const nth = /^[1-9]$/.test(event.key) && document.querySelector(`details.drop[open] [data-nth="${event.key}"]`);
  const act = nth ? () => nth.click() : single[event.key] ?? ("adhneirufvmwltH!".includes(event.key) && (() => desk("press", event.key)));
  if (!act) return;
  event.preventDefault();
  act();
});

function escape(event) {
  const drop = event.target.closest?.("details.drop[open]") ?? document.querySelector("details.drop[open]");
  if (drop) {
    drop.open = false;
    const tucked = drop.closest(".more-of");
    (tucked ?? drop).querySelector("summary").focus();
  } else if (typing(event.target)) {
    event.target.blur();
    desk("home");
  } else if (window.dispatchEvent(new CustomEvent("keys:none", { cancelable: true }))) desk("close"); // first what is chosen
}
