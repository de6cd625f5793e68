/* The tone check beside the verdict: asked for after the verdict, shown below the field, marked in the text by dots.
   What is waved aside is kept in this browser for this draft; the server keeps nothing. */
(() => {
  "use strict";
  const PAUSE = 450; // ms of rest: the verdict, asked after 150, comes first
  const KEPT = "zuruf:tone:";

  class Tone {
    constructor(form, box) {
      this.form = form;
      this.box = box;
      this.area = form.querySelector("textarea");
      this.details = box.querySelector("details");
      this.list = box.querySelector(".tone-hints");
      this.under = document.createElement("div");
      this.under.className = "underlay tone-marks";
      this.under.setAttribute("aria-hidden", "true");
      form.querySelector(".underlay").after(this.under);
      this.marks = [];
      this.shown = "";
      this.turn = 0;
      this.area.addEventListener("input", () => this.typed());
      this.area.addEventListener("scroll", () => this.follow());
      new ResizeObserver(() => this.follow()).observe(this.area);
      this.list.addEventListener("click", (e) => this.clicked(e));
      this.ask();
    }

    get key() { return KEPT + this.form.dataset.keep; }
    get waved() { try { return JSON.parse(localStorage.getItem(this.key)) || []; } catch { return []; } }
    set waved(keys) { try { if (keys.length) localStorage.setItem(this.key, JSON.stringify(keys)); else localStorage.removeItem(this.key); } catch { /* private window: it comes back with the next look */ } }

    typed() {
      let same = 0;
      const text = this.area.value;
      while (same < text.length && text[same] === this.shown[same]) same++;
      this.marks = this.marks.filter(([, end]) => end <= same);
      this.paint();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    async ask() {
      clearTimeout(this.timer);
      const text = this.area.value, turn = ++this.turn;
      const data = new FormData();
      data.set("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
      data.set("text", text);
      data.set("waved", this.waved.join(","));
      try {
        const answer = await fetch(this.box.dataset.url, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (!answer.ok || turn !== this.turn) return;
        this.show(await answer.json(), text);
      } catch { /* no connection: the verdict says so already */ }
    }

    show(said, text) {
      if (this.area.value !== text) return;
      if (!this.written(text)) this.waved = [];
      const line = this.details.querySelector(".tone-line");
      if (line.textContent !== said.line) line.textContent = said.line;
      this.details.hidden = !said.line;
      this.details.dataset.n = said.n;
      const focused = this.list.contains(document.activeElement) && document.activeElement.closest("li")?.dataset.key;
      if (this.list.dataset.html !== said.html) { this.list.dataset.html = said.html; this.list.innerHTML = said.html; }
      if (focused) (this.list.querySelector(`li[data-key="${focused}"] button`) || this.list.querySelector("button") || this.details.querySelector("summary")).focus();
      this.marks = said.marks;
      this.shown = text;
      this.paint();
    }

    written(text) { return text.replace(/\s*\[[^\]]*\]\s*$/, "").trim() !== ""; }

    paint(here) {
      const text = this.area.value, under = document.createDocumentFragment();
      let at = 0;
      for (const [start, end, key] of this.flat()) {
        under.append(text.slice(at, start));
        const mark = document.createElement("mark");
        if (key === here) mark.className = "here";
        mark.textContent = text.slice(start, end);
        under.append(mark);
        at = end;
      }
      under.append(text.slice(at) + "\n");
      this.under.replaceChildren(under);
      this.follow();
    }

    flat() { // a hint on a whole sentence gives way to those on words in it
      const out = [];
      for (const mark of [...this.marks].sort((a, b) => a[1] - a[0] - (b[1] - b[0]))) {
        if (!out.some(([s, e]) => mark[0] < e && s < mark[1])) out.push(mark);
      }
      return out.sort((a, b) => a[0] - b[0]);
    }

    follow() {
      const edges = this.under.offsetWidth - this.under.clientWidth;
      this.under.style.width = `${this.area.clientWidth + edges}px`;
      this.under.scrollTop = this.area.scrollTop;
    }

    clicked(event) {
      const button = event.target.closest("button"), hint = event.target.closest("li");
      if (!button) return;
      if (button.classList.contains("again")) { this.waved = []; this.ask(); this.details.querySelector("summary").focus(); return; }
      const [start, end, key] = [Number(hint.dataset.start), Number(hint.dataset.end), hint.dataset.key];
      if (button.classList.contains("wave")) { this.waved = [...new Set([...this.waved, key])]; this.ask(); return; }
      if (this.area.value !== this.shown) return; // the text moved on: the next look says where it stands now
      this.area.focus();
      this.area.setSelectionRange(start, end);
      if (button.classList.contains("show")) { this.paint(key); return; }
      let words = button.dataset.put;
      if (start === end) words += this.shown.slice(end).trimStart().startsWith("[") || !this.shown.trim() ? "" : "\n";
      if (!document.execCommand("insertText", false, words)) { // it can be undone where the browser does it
        this.area.setRangeText(words, start, end, "end");
        this.area.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }

  const known = new WeakSet();
  function start() {
    document.documentElement.classList.add("scripted");
    for (const box of document.querySelectorAll("form.reply .tone")) {
      if (known.has(box)) continue;
      known.add(box);
      new Tone(box.closest("form"), box);
    }
  }
  new MutationObserver(start).observe(document.body, { childList: true, subtree: true });
  start();
})();
