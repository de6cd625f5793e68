// Narrows the list of channels while one types. Without scripts the button asks the server, which finds the same.
const field = document.getElementById("q");
const rows = [...document.querySelectorAll("[data-said]")].map((row) => [row, row.dataset.said.toLocaleLowerCase()]);
const kinds = document.querySelectorAll(".kinds");
const none = document.getElementById("none");
const told = document.getElementById("found");

function narrow() {
  const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const [row, said] of rows) {
    row.hidden = !words.every((word) => said.includes(word));
    left += row.hidden ? 0 : 1;
  }
  for (const kind of kinds) kind.hidden = !kind.querySelector("[data-said]:not([hidden])");
  none.hidden = left > 0;
  told.textContent = left === 1 ? told.dataset.one : told.dataset.many.replace("{n}", left);
}

// What the server has narrowed already is not all: then its button goes on answering.
if (field && !new URLSearchParams(location.search).get("q")) {
  document.querySelector("[data-plain]").hidden = true;
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", narrow);
  if (field.value) narrow();
}
