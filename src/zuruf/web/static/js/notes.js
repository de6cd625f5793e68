// An internal note that is not saved yet stays in this browser.

import { pane } from "./parts.js";

const field = () => pane.querySelector("#note-text");
const key = (area) => `zuruf:note:${area.dataset.keep}`;

function put(area, text) {
  try { if (text.trim()) localStorage.setItem(key(area), text); else localStorage.removeItem(key(area)); } catch { /* private window: it lasts as long as the page */ }
  mark(area);
}

function mark(area) {
  area.closest("details").classList.toggle("unsaved", area.value.trim() !== "");
}

/* The note's field is new: what was begun in it comes back. */
export function takeNotes() {
  const area = field();
  if (!area) return;
  let text = null;
  try { text = localStorage.getItem(key(area)); } catch { /* nothing kept */ }
  if (text && !area.value) area.value = text;
  mark(area);
}

export function noteSaved(form) {
  const area = form.querySelector("textarea");
  area.value = "";
  put(area, "");
}

export function keepNotes() {
  pane.addEventListener("input", (event) => { if (event.target.id === "note-text") put(event.target, event.target.value); });
  pane.addEventListener("toggle", (event) => { // who opens it by mouse types next, and a letter must not be a key
    const at = document.activeElement; // nowhere, once the summary is hidden
    if (!event.target.matches("details.drop[open]") || (at !== event.target.querySelector("summary") && at !== document.body)) return;
    event.target.querySelector("select, textarea")?.focus();
  }, true);
}
