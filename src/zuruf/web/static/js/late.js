// What only some conversations and some hands need is loaded when they do: each <template data-for> holds styles and scripts,
// and the selector of what asks for them. They take the template's place, so that the order of styles stays. A key (data-key,
// with Ctrl) or a click (data-click) that is quicker than its script is done once more when the script is there.

const coming = new Map(); // template → a promise: its scripts have run
const waiting = () => [...document.querySelectorAll("template[data-for]")];

function load(template) {
  if (coming.has(template)) return coming.get(template);
  const content = document.importNode(template.content, true);
  const scripts = [...content.querySelectorAll("script")];
  const there = Promise.all(scripts.map((script) => new Promise((done) => { script.onload = script.onerror = done; })));
  coming.set(template, there.then(() => coming.delete(template)));
  template.replaceWith(content);
  return coming.get(template);
}

function look() {
  for (const template of waiting()) if (document.querySelector(template.dataset.for)) load(template);
}

async function later(event, template, again) {
  event.preventDefault();
  event.stopImmediatePropagation();
  await load(template);
  again();
}

document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  const { key, ctrlKey, metaKey, target } = event;
  const template = [...waiting(), ...coming.keys()].find((one) => one.dataset.key === key.toLowerCase());
  const once = { key, ctrlKey, metaKey, bubbles: true, cancelable: true };
  if (template) later(event, template, () => target.dispatchEvent(new KeyboardEvent("keydown", once)));
}, true);
document.addEventListener("click", (event) => {
  const template = [...waiting(), ...coming.keys()].find((one) => one.dataset.click && event.target.closest(one.dataset.click));
  const wanted = template && event.target.closest(template.dataset.click);
  if (template) later(event, template, () => wanted.click());
}, true);

document.documentElement.classList.add("scripted");
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
for (const sign of ["focusin", "toggle"]) document.addEventListener(sign, look, true);
look();
