/* Small comforts of the public page. Everything works without them. */

const problem = document.getElementById("problem") || document.getElementById("talk-thanks");
if (problem) problem.focus();

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // inside a frame the newer way may be forbidden
    }
    if (said) said.textContent = button.dataset.done;
  });
}

for (const field of document.querySelectorAll("[data-select]")) {
  field.addEventListener("focus", () => field.select());
}

for (const form of document.querySelectorAll("[data-talk-form]")) {
  const text = form.querySelector("[data-limit]");
  const count = form.querySelector("[data-count]");
  const said = form.querySelector("[data-count-said]");
  const limit = Number(text.dataset.limit);
  const show = () => {
    const left = limit - [...text.value.replace(/\r\n/g, "\n")].length;
    const near = left < 500;
    if (!count) return;
    count.hidden = !near;
    count.classList.toggle("over", left < 0);
    const words = left < 0 ? count.dataset.over : count.dataset.words;
    count.textContent = Math.abs(left).toLocaleString(document.documentElement.lang) + " " + words;
    // A screen reader hears it when it starts to matter and when it is too much, not at every key.
    const hear = left < 0 ? "over" : near ? "near" : "";
    if (said && said.dataset.last !== hear) {
      said.dataset.last = hear;
      said.textContent = hear ? count.textContent : "";
    }
  };
  text.addEventListener("input", show);
  show();
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  });
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload(); // back from the thank-you page: a new form with a new key
});

if (window.parent !== window) {
  // The frame's height, for the page around it; nothing secret goes with it.
  const tell = () => window.parent.postMessage({ zuruf: "height", height: document.body.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
  window.addEventListener("load", tell);
}
