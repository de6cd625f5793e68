// The second pair of eyes: whether a change makes the answer say something else is guessed while she types; one tick puts
// the guess right.

document.addEventListener("composer:shown", ({ target, detail }) => {
  const sense = target.querySelector?.(".sense");
  if (!sense || detail.changed === undefined) return;
  const [box, said] = sense.querySelectorAll("input");
  sense.classList.toggle("on", detail.changed);
  if (!detail.changed) said.value = "";
  if (said.value !== "1") {
    box.checked = detail.changed && detail.meaning;
    said.value = detail.changed ? "guess" : ""; // only what she ticked herself counts as said
  }
  sense.querySelector(".because").textContent = said.value !== "1" && detail.meaning ? detail.because : "";
}, true);

document.addEventListener("change", ({ target }) => {
  if (target.name !== "meaning") return;
  target.closest(".sense").querySelector("[name=meaning_said]").value = "1";
});
