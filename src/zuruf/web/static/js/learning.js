// y and n answer the first question; nothing while somebody types or a dialog is open.

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target) || document.querySelector("dialog[open]")) return;
  const said = { y: "yes", j: "yes", n: "no" }[event.key];
  const button = said && document.querySelector(`.asks button[value="${said}"]`);
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.click();
}, true);
