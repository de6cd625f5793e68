// A fact that came back goes into the answer with one key; from then on it is not changed any more.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fact]");
  if (!button) return;
  const field = document.querySelector("#composer textarea[name=text]") ?? document.querySelector("#composer textarea");
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !/\s$/.test(before) ? "\n" : "";
  field.focus();
  field.setRangeText(gap + button.dataset.fact, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (button.dataset.quoted) tell(button.dataset.quoted);
});

// An address is wanted only of somebody by e-mail; the browser says at the field what is missing.
function of(select) {
  const mail = document.getElementById("fact-email");
  mail.required = select.value === "@";
  if (!mail.required) return;
  const waits = () => [select, document.body].includes(document.activeElement);
  if (waits()) mail.focus();
  // A style sheet shows the field, and what is not shown yet takes no cursor: once more when it is drawn, unless somebody has gone on.
  requestAnimationFrame(() => { if (waits()) mail.focus(); });
}
document.addEventListener("change", ({ target }) => { if (target.id === "fact-of") of(target); });
const chosen = document.getElementById("fact-of");
if (chosen) of(chosen); // before this script was there

function tell(url) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).catch(() => {});
}

// Whoever has the conversation before her has seen how her question ended.
function saw() {
  for (const one of document.querySelectorAll("#pane [data-seen]")) {
    tell(one.dataset.seen);
    delete one.dataset.seen;
  }
}

const pane = document.getElementById("pane");
if (pane) new MutationObserver(saw).observe(pane, { childList: true, subtree: true });
saw();
