// The form that corrects what triage understood; loaded when it opens. A line that opens is where one goes on; what is closed without
// saying so was not said.
(() => {
  "use strict";
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches?.("#understand")) {
      if (target.open) return target.scrollIntoView({ block: "nearest" });
      target.querySelector("form")?.reset();
      for (const line of target.querySelectorAll(".line-of")) told(line);
      target.querySelector(".line-of").open = true;
    } else if (target.matches?.(".line-of") && target.open && target.contains(document.activeElement)) target.querySelector("input").focus();
  }, true);

  document.addEventListener("change", ({ target }) => { if (target.closest?.(".line-of")) told(target.closest(".line-of")); });

  function told(line) { // what will be said, in the line itself: it may be closed again by then
    const says = line.querySelector(".says"), inputs = [...line.querySelectorAll("input")];
    const other = inputs.some((input) => input.checked !== input.defaultChecked);
    says.dataset.found ??= says.textContent;
    says.textContent = other ? inputs.filter((input) => input.checked).map((input) => input.parentElement.textContent.trim()).join(", ") || says.dataset.nothing : says.dataset.found;
    says.classList.toggle("other", other);
  }

  // What was done before this script was there.
  document.querySelector("#understand[open]")?.scrollIntoView({ block: "nearest" });
  for (const line of document.querySelectorAll("#understand[open] .line-of")) told(line);
})();
