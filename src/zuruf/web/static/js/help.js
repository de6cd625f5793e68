/* The prepared answer of a help card goes into the composer: into an empty field at once, behind typed words only when asked again.
   Without this script the words stand in the card, to be copied. */
(() => {
  "use strict";
  const area = () => document.getElementById("reply-text");

  function put(field, words) { // by the browser's own way, so that it can be undone
    field.closest("details")?.setAttribute("open", "");
    const end = field.value.length, gap = field.value.trim() ? "\n\n" : "";
    field.focus();
    field.setSelectionRange(gap ? end : 0, end);
    if (document.execCommand("insertText", false, gap + words)) return;
    field.setRangeText(gap + words, gap ? end : 0, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function face(button, asks) {
    const label = button.querySelector("span");
    button.dataset.plain ??= label.textContent;
    label.textContent = asks ? button.dataset.behind : button.dataset.plain;
    button.closest(".row").querySelector("[role=status]").textContent = asks ? button.dataset.there : "";
    button.toggleAttribute("data-asks", asks);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".help-card [data-words]"), field = area();
    if (!button || !field) return;
    const asks = field.value.trim() !== "" && !field.value.includes(button.dataset.words) && !button.hasAttribute("data-asks");
    if (!asks && !field.value.includes(button.dataset.words)) put(field, button.dataset.words);
    else if (!asks) field.focus();
    face(button, asks);
  });
})();
