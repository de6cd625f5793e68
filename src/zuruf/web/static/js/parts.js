// The desk's parts, asking the server, and saying something in passing.

export const desk = document.getElementById("desk");
export const rows = document.getElementById("rows");
export const pane = document.getElementById("pane");
export const toast = document.getElementById("toast");

export const open = () => pane.querySelector(".conversation");
export const openId = () => open()?.dataset.id ?? "";
export const rowOf = (id) => rows.querySelector(`.line[data-id="${CSS.escape(id)}"]`);
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export async function ask(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/signin/")) location.reload();
  return answer;
}

export async function fragment(url) {
  const answer = await ask(url, { headers: { "HX-Request": "true" } });
  return answer.ok ? parsed(await answer.text()) : null;
}

export function parsed(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content;
}

export function form(fields = {}) {
  const data = new FormData(document.getElementById("token"));
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

let quiet;
export function say(text, action, act) {
  clearTimeout(quiet);
  const box = document.createElement("div");
  box.append(document.createTextNode(text));
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action;
    button.addEventListener("click", () => { toast.replaceChildren(); act(); });
    box.append(button);
  }
  toast.replaceChildren(box);
  quiet = setTimeout(() => toast.replaceChildren(), action ? 12000 : 6000);
}
