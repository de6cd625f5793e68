// Looking at an answer takes one key: 1 fine, 2 a lesson, 3 put it right; j and k go on, u undoes. Without this script the
// buttons and the form below them do the same.
const lesson = document.getElementById("lesson");
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

function open(what, focus = true) {
  lesson.hidden = false;
  for (const button of lesson.querySelectorAll("[data-for]")) {
    button.hidden = button.dataset.for !== what;
    button.classList.toggle("first", button.dataset.for === what);
  }
  for (const opener of document.querySelectorAll("[data-opens]")) opener.setAttribute("aria-expanded", String(opener.dataset.opens === what));
  lesson.scrollIntoView({ block: "nearest" });
  if (focus) lesson.querySelector("textarea").focus();
}

function close() {
  lesson.hidden = true;
  for (const opener of document.querySelectorAll("[data-opens]")) opener.setAttribute("aria-expanded", "false");
}

if (lesson) {
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.hidden = false;
    opener.setAttribute("aria-controls", "lesson");
    opener.addEventListener("click", () => open(opener.dataset.opens));
  }
  if ("open" in lesson.dataset) open("lesson");
  else close();
  lesson.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      lesson.requestSubmit(lesson.querySelector("[data-for]:not([hidden])"));
    } else if (event.key === "Escape") {
      close();
      document.querySelector('[data-key="2"]').focus();
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target) || document.querySelector("dialog[open]")) return;
  const target = document.querySelector(`main [data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
