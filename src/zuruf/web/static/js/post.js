/* Writing a post: the verdict follows for each account. Keeping, judging and sending is done by js/composer.js. */
(() => {
  "use strict";
  const form = document.getElementById("reply"), to = document.getElementById("to");
  if (!form || !to) return;

  to.addEventListener("change", () => form.dispatchEvent(new CustomEvent("composer:changed")));

  form.addEventListener("composer:shown", (event) => {
    for (const one of event.detail.accounts || []) {
      const row = to.querySelector(`[data-account="${one.id}"]`);
      if (!row) continue;
      row.dataset.state = one.state;
      const room = row.querySelector(".room"), word = row.querySelector(".word");
      if (room.textContent !== one.left) room.textContent = one.left;
      room.classList.toggle("over", one.over);
      if (word.textContent !== one.word) word.textContent = one.word;
    }
  });

  const area = form.querySelector("textarea");
  area.setSelectionRange(area.value.length, area.value.length);
})();
