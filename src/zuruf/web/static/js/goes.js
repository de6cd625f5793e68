/* What goes out with an answer: its pictures (by button, paste or drop), its hour, its parts; and what time is left.
   Without this script the same buttons save and load the page anew. */
(() => {
  "use strict";
  const reply = () => document.getElementById("reply");
  const list = () => document.getElementById("attached");
  const takes = () => list()?.dataset.attach || "";
  const changed = (form) => form.dispatchEvent(new CustomEvent("composer:changed"));

  function say(words, error) {
    const place = reply().closest(".composer").querySelector(".told");
    if (!words) { place.replaceChildren(); return; }
    const notice = document.createElement("div"), p = document.createElement("p");
    notice.className = error ? "notice error" : "notice";
    p.textContent = words;
    notice.append(p);
    place.replaceChildren(notice);
  }

  async function send(url, add) {
    const form = reply(), place = list(), from = document.activeElement, began = from.value;
    const data = new FormData(form);
    data.delete("file");
    add(data);
    place.setAttribute("aria-busy", "true");
    form.querySelector(".saved").textContent = form.dataset.attaching;
    try {
      const answer = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
      const said = await answer.json();
      if (said.attached !== undefined && place.isConnected) {
        draw(place, said.attached, () => [from, document.body].includes(document.activeElement) && from.value === began);
        form.dispatchEvent(new CustomEvent("composer:judged", { detail: said }));
      }
      say(said.said || said.told || "", !answer.ok);
    } catch {
      say(form.dataset.offline, true);
    } finally {
      place.removeAttribute("aria-busy");
    }
  }

  function draw(place, html, idle) { // what was typed meanwhile stays, and so does the place where it is typed
    const typed = new Map([...place.querySelectorAll("textarea")].map((area) => [area.id, area.value]));
    const here = place.contains(document.activeElement) ? document.activeElement : null;
    const [id, start, end] = here?.matches("textarea") ? [here.id, here.selectionStart, here.selectionEnd] : [];
    const known = new Set(typed.keys());
    place.innerHTML = html; // our own page's words, escaped by the server
    for (const area of place.querySelectorAll("textarea")) {
      if (typed.has(area.id)) area.value = typed.get(area.id);
      warn(area);
    }
    const again = id && document.getElementById(id);
    if (again) { again.focus({ preventScroll: true }); again.setSelectionRange(start, end); }
    else if (here) (place.querySelector("button, textarea") || reply().querySelector("#reply-text")).focus();
    else if (idle()) [...place.querySelectorAll("textarea")].find((area) => !known.has(area.id))?.focus(); // nobody writes: what it shows comes next
  }

  function warn(area) {
    area.closest(".file").querySelector(".missing").hidden = area.value.trim() !== "";
  }

  function upload(files) {
    const all = [...files];
    if (all.length && takes()) send(takes(), (data) => all.forEach((file) => data.append("file", file, file.name)));
  }

  document.addEventListener("change", (event) => {
    if (event.target.id === "reply-file") { upload(event.target.files); event.target.value = ""; }
    if (event.target.closest("#later") || event.target.id === "reply-privately") changed(reply());
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("#attached textarea")) { warn(event.target); changed(reply()); }
    if (event.target.matches("#goodwill input")) changed(reply());
    if (event.target.id === "when-at") document.getElementById("when-own").checked = true;
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#attached button[name=do]");
    if (!button) return;
    event.preventDefault();
    send(button.formAction, (data) => data.set("do", button.value));
  });

  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length || !event.target.closest?.("#reply") || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    upload(files);
  });

  const carries = (event) => event.dataTransfer?.types.includes("Files") && takes() && event.target.closest?.("#composer");
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      document.getElementById("composer").classList.add("dropping");
    });
  }
  document.addEventListener("dragleave", (event) => {
    const composer = document.getElementById("composer");
    if (composer && !composer.contains(event.relatedTarget)) composer.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    document.getElementById("composer").classList.remove("dropping");
    upload(event.dataTransfer.files);
  });

  document.addEventListener("composer:shown", (event) => {
    const form = reply(), said = event.detail;
    if (event.target !== form || said.hour === undefined) return;
    const terms = form.querySelector("#reply-terms");
    if (terms && terms.dataset.html !== said.terms) { terms.dataset.html = said.terms ?? ""; terms.innerHTML = said.terms ?? ""; }
    const money = form.querySelector("#goodwill-line");
    if (money && money.dataset.html !== said.goodwill) { money.dataset.html = said.goodwill ?? ""; money.innerHTML = said.goodwill ?? ""; }
    const says = form.querySelector("#later-opens .says"), parts = form.querySelector("#parts-opens");
    says.textContent = said.hour || says.dataset.atOnce;
    parts.hidden = !said.parts;
    if (parts.textContent !== said.parts) parts.textContent = said.parts;
    const drawn = form.querySelector("#parts");
    if (drawn.dataset.html !== said.list) { drawn.dataset.html = said.list; drawn.innerHTML = said.list; }
    if (!said.parts && drawn.matches(":popover-open")) drawn.hidePopover();
  }, true);

  /* How long the second pair of eyes has still. */
  function count() {
    for (const el of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.floor((new Date(el.dataset.until) - Date.now()) / 1000));
      const minutes = Math.floor(left / 60);
      const clock = minutes < 60 ? `${minutes}:${String(left % 60).padStart(2, "0")}` : `${Math.floor(minutes / 60)}\u00a0h\u00a0${String(minutes % 60).padStart(2, "0")}\u00a0min`;
      const words = (el.dataset.left || "{time}").replace("{time}", clock);
      if (el.textContent !== words) el.textContent = words;
    }
  }

  setInterval(count, 1000);
  new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
  count();
})();
