// The conversation that is open became part of another one: the pane goes over to that, with all that is being written.

import { desk, pane, say, toast } from "./parts.js";

const field = () => pane.querySelector("#reply-text");

function local(act) {
  try { return act(localStorage); } catch { return null; } // private window: nothing is kept here
}

/* An unsaved note, and what was typed last, lie in this browser under the conversation's name. */
function rename(from, to) {
  local((store) => {
    for (const key of Object.keys(store).filter((one) => one.startsWith("zuruf:") && one.endsWith(`:${from}`))) {
      const there = `${key.slice(0, -from.length)}${to}`;
      if (key.startsWith("zuruf:note:") && !store.getItem(there)) store.setItem(there, store.getItem(key));
      store.removeItem(key);
    }
  });
}

/* Her text in the field of the one that lives: the draft came along, but for the last letters; another one of hers stays before it. */
function put(into, text) {
  const there = into.value.trim();
  if (!text.trim() || there === text.trim()) return;
  into.value = text.trim().startsWith(there) ? text : `${into.value.trimEnd()}\n\n${text}`;
  into.dispatchEvent(new Event("input", { bubbles: true }));
}

export async function goOn(from, goal) {
  const url = `${desk.dataset.url}${goal}/`;
  let text = "", at = null;
  const leaving = (event) => { // as late as can be: she may be typing
    if (event.target !== pane) return;
    text = field()?.value ?? "";
    at = document.activeElement === field() ? [field().selectionStart, field().selectionEnd] : null;
    rename(from, goal);
  };
  document.addEventListener("htmx:beforeSwap", leaving);
  try {
    await htmx.ajax("GET", url, { target: "#pane", swap: "innerHTML show:none" });
  } finally {
    document.removeEventListener("htmx:beforeSwap", leaving);
  }
  if (pane.querySelector(".conversation")?.dataset.id !== goal) return;
  history.replaceState({ htmx: true }, "", url);
  const into = field();
  if (into) put(into, text);
  if (into && at && document.activeElement === document.body) {
    into.focus({ preventScroll: true });
    into.setSelectionRange(...at);
  }
  say(toast.dataset.joined);
}
