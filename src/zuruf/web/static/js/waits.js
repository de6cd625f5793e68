// Waits tick on between two looks at the server.

import { desk } from "./parts.js";

const words = JSON.parse(desk.dataset.words);
const skew = Date.parse(desk.dataset.now) - Date.now(); // her clock may be wrong; the server's counts

export function duration(minutes) {
  if (minutes < 1) return words.now;
  if (minutes < 60) return words.min.replace("%n", minutes);
  if (minutes < 2880) return words.hours.replace("%h", Math.floor(minutes / 60)).replace("%m", String(minutes % 60).padStart(2, "0"));
  return words.days.replace("%n", Math.floor(minutes / 1440));
}

export function tick() {
  const now = Date.now() + skew;
  for (const time of desk.querySelectorAll("time[data-due]")) {
    const since = Date.parse(time.dateTime);
    const text = duration(Math.max(0, Math.floor((now - since) / 60000)));
    if (time.textContent !== text) time.textContent = text;
    const due = Date.parse(time.dataset.due);
    if (Number.isNaN(due)) continue;
    const share = due > since ? (now - since) / (due - since) : 1;
    const line = time.closest(".line");
    if (line) line.classList.toggle("over", share >= 1);
    else time.parentElement.classList.toggle("late", share >= 1);
    const bar = line?.querySelector("progress");
    if (bar) bar.value = Math.min(100, Math.max(0, Math.round(share * 100)));
  }
}
setInterval(tick, 10000);
