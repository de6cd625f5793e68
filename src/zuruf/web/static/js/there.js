// Who else has the conversation open: telling the others every 15 s, and hearing of them.

import { ask, form, open } from "./parts.js";

let wrote = 0;
export async function beat() {
  const at = open();
  if (!at || document.hidden) return;
  const writing = Date.now() - wrote < 9000 ? { writing: "1" } : {};
  try {
    const answer = await ask(at.dataset.here, { method: "POST", body: form(writing) });
    if (!answer.ok || open() !== at) return;
    const html = await answer.text();
    const there = document.getElementById("there");
    if (there.innerHTML.trim() !== html.trim()) there.innerHTML = html;
  } catch { /* the next beat tries again */ }
}

export function leave(id) {
  navigator.sendBeacon(`/c/${id}/here/`, form({ leave: "1" }));
}

document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#composer")) return;
  const news = Date.now() - wrote > 9000;
  wrote = Date.now();
  if (news) beat();
});
setInterval(beat, 15000);
document.addEventListener("visibilitychange", beat);
addEventListener("pageshow", (event) => event.persisted && beat());
