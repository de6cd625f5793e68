// What Ctrl-K offers: what can be done here, and every place in the navigation. keys.js opens the window.

const palette = document.getElementById("palette");
const input = palette.querySelector("input");
const list = document.getElementById("palette-list");
let choices = [];
let at = 0;

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
  const named = (word) => offers().filter((offer) => offer.text.toLocaleLowerCase().includes(word));
  choices = named(wanted);
  if (!choices.length && wanted.length > 4) choices = named(wanted.slice(0, -1)); // „Konto“ finds „Konten“
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

export function run(i) {
  const choice = choices[i];
  input.blur(); // as in keys.js: else the next keys are typed into a field that is gone
  palette.close();
  choice?.run();
}

export function begin() {
  at = 0;
  draw();
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
