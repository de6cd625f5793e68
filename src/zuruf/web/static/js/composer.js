/* The composer: the verdict follows the typing, the draft is kept, and what is underlined never moves the text.
   Without this script the same forms work as plain pages. */
(() => {
  "use strict";
  const PAUSE = 150; // ms of rest before the server is asked
  const RETRY = 4000;
  const kept = {
    key: (form) => `zuruf:draft:${form.dataset.keep}`,
    put(form, text) { try { localStorage.setItem(this.key(form), text); } catch { /* private window: the server keeps it */ } },
    get(form) { try { return localStorage.getItem(this.key(form)); } catch { return null; } },
    drop(form, text) { if (text === undefined || this.get(form) === text) { try { localStorage.removeItem(this.key(form)); } catch { /* nothing kept */ } } },
  };

  const post = (url, data, more = {}) =>
    fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin", ...more });

  /* One field with its verdict. */
  class Field {
    constructor(form) {
      this.form = form;
      this.area = form.querySelector("textarea");
      this.under = form.querySelector(".underlay");
      this.original = this.area.value;
      this.asked = 0;
      this.rows = this.area.rows;
      this.label = form.querySelector(".send .label").textContent;
      this.shown = null;
      this.area.addEventListener("input", () => this.typed());
      this.area.addEventListener("scroll", () => this.follow());
      this.area.addEventListener("keydown", (e) => {
        if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); form.requestSubmit(form.querySelector(".send")); }
      });
      form.addEventListener("submit", (e) => {
        e.preventDefault();
        if (e.submitter?.dataset.check !== undefined) this.ask(); // Enter in another field of the form
        else if (!e.submitter?.value || e.submitter.name === "anyway") this.send(e.submitter);
      });
      form.addEventListener("composer:changed", () => this.changed()); // its hour, or the words of a picture
      form.addEventListener("composer:judged", (e) => { this.asked++; this.show(e.detail, this.area.value); });
      new ResizeObserver(() => this.follow()).observe(this.area);
      const unsaved = kept.get(form);
      if (unsaved !== null && unsaved !== this.area.value) { this.area.value = unsaved; this.typed(); } else { this.ask(); }
    }

    typed() {
      this.press = null; // a press means the text that stood there
      this.unsent = false;
      kept.put(this.form, this.area.value);
      this.paint();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    changed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    get written() { return this.area.value.trim() !== "" || this.form.querySelector(".attached .file") !== null; }

    get waiting() { return this.shown !== this.area.value; }

    async ask(more) {
      clearTimeout(this.timer);
      const text = this.area.value, turn = ++this.asked;
      const data = new FormData(this.form);
      data.set("text", text);
      data.delete("file");
      try {
        const answer = await post(this.form.dataset.verdict, data, more);
        if (!(answer.headers.get("Content-Type") || "").includes("json")) throw new Error("no verdict");
        const said = await answer.json();
        if (turn !== this.asked) return;
        if (answer.ok) { this.show(said, text); this.carryOut(text); } else { this.dropPress(); this.told(said.said); }
      } catch {
        if (turn !== this.asked) return;
        this.unsent ||= Boolean(this.press); // that stays said while it tries again, until she writes on or it is saved
        this.line(this.unsent ? this.form.dataset.unsent : this.form.dataset.offline);
        this.dropPress();
        if (this.form.isConnected) this.timer = setTimeout(() => this.ask(), RETRY);
      }
    }

    show(said, text) {
      if (this.form.dataset.changed) this.sayRelease(said, text); else this.button(said.state, said.label);
      if (!this.form.dataset.changed && !("local" in this.form.dataset)) kept.drop(this.form, text); // what the second pair changes, and a correction, is only kept here
      [this.shown, this.marks, this.unsent] = [text, said.marks, false];
      const left = this.form.querySelector(".left");
      left.textContent = said.left;
      left.classList.toggle("over", said.over);
      const why = this.form.querySelector(".why");
      if (why.dataset.html !== said.why) { why.dataset.html = said.why; why.innerHTML = said.why; }
      if (why.scrollHeight > why.clientHeight + 1) why.tabIndex = 0; else why.removeAttribute("tabindex"); // reachable by keyboard when it scrolls
      this.line(said.saved);
      this.paint();
      this.form.dispatchEvent(new CustomEvent("composer:shown", { detail: said }));
    }

    sayRelease(said, text) { // the second pair releases: what a guideline asks for is what she is doing
      const d = this.form.dataset, stop = said.state === "stop" || said.state === "empty";
      if (stop) { this.button(said.state, said.label); return; }
      this.button("go", text === this.original ? d.same : d.changed);
      said.why = "";
    }

    button(state, label) {
      const send = this.form.querySelector(".send");
      this.form.dataset.state = state;
      this.label = label;
      this.say(label);
      if (state === "stop" || state === "empty") send.setAttribute("aria-disabled", "true");
      else send.removeAttribute("aria-disabled");
    }

    say(label) { const words = this.form.querySelector(".send .label"); if (words.textContent !== label) words.textContent = label; }

    line(words) { const saved = this.form.querySelector(".saved"); if (saved.textContent !== words) saved.textContent = words; }

    paint() { // the same text below the field, invisible but for its waves
      const text = this.area.value, under = document.createDocumentFragment();
      let at = 0;
      if (text === this.shown) for (const [start, end, verdict] of this.marks || []) {
        under.append(text.slice(at, start));
        const mark = document.createElement("mark");
        mark.className = verdict;
        mark.textContent = text.slice(start, end);
        under.append(mark);
        at = end;
      }
      under.append(text.slice(at) + "\n");
      if (text === this.shown || !this.marks) this.under.replaceChildren(under); else this.shift(text);
      this.follow();
    }

    shift(text) { // while the verdict is under way, waves before the place of typing stay where they are
      let same = 0;
      const before = this.shown || "";
      while (same < text.length && text[same] === before[same]) same++;
      this.marks = this.marks.filter(([, end]) => end <= same);
      const keep = this.shown;
      this.shown = text;
      this.paint();
      this.shown = keep;
    }

    follow() {
      if (!CSS.supports("field-sizing", "content")) { // by rows: a style would be set again when the pane is swapped
        this.area.rows = this.rows;
        const line = parseFloat(getComputedStyle(this.area).lineHeight);
        this.area.rows = Math.min(16, Math.max(this.rows, Math.ceil((this.area.scrollHeight - 20) / line)));
      }
      const edges = this.under.offsetWidth - this.under.clientWidth; // its borders; the field's scrollbar is not to be under the text
      this.under.style.width = `${this.area.clientWidth + edges}px`;
      this.under.scrollTop = this.area.scrollTop;
    }

    send(by) {
      if (this.sending || this.press) return;
      this.press = { by, text: this.area.value };
      if (!this.waiting) { this.carryOut(this.area.value); return; }
      this.say(this.form.dataset.checking); // quicker than the verdict: the press is kept until it is there
      this.ask();
    }

    async carryOut(text) {
      const press = this.press;
      if (!press || press.text !== text) return;
      this.press = null;
      if (this.form.dataset.state === "stop" || this.form.dataset.state === "empty") { this.point(); return; }
      this.sending = true; // until it failed: what was sent is not sent again while the page follows
      this.sending = await deliver(this.form, press.by, text);
    }

    dropPress() { this.press = null; this.say(this.label); }

    point() { // it was not sent: show why, and stay in the field
      if (this.form.dataset.state === "empty" && this.form.dataset.nothing) this.line(this.form.dataset.nothing);
      const why = this.form.querySelector(".why");
      why.classList.remove("look-here");
      void why.offsetWidth;
      why.classList.add("look-here");
      this.area.focus();
    }

    told(words) {
      const p = document.createElement("p");
      p.textContent = words;
      tell(this.form, p);
    }
  }

  const fields = new WeakMap();

  function tell(form, ...nodes) {
    const place = form.closest(".composer").querySelector(".told");
    const notice = document.createElement("div");
    notice.className = "notice error";
    notice.append(...nodes);
    place.replaceChildren(notice);
  }

  async function deliver(form, by, text) {
    const data = new FormData(form, by || undefined);
    data.delete("file");
    if (location.pathname.startsWith("/desk/")) data.set("next", location.pathname);
    const thread = document.getElementById("thread");
    if (thread) data.set("read", thread.dataset.newest);
    const place = form.closest(".composer").querySelector(".told"), here = location.pathname;
    try {
      const answer = await post(form.action, data);
      const said = await answer.json();
      if (answer.ok) {
        if (text !== undefined) kept.drop(form);
        if (location.pathname === here) go(said.go); // or she has opened another conversation meanwhile
        return true;
      }
      place.innerHTML = said.told; // our own page's words, escaped by the server
      place.focus();
    } catch {
      const p = document.createElement("p");
      p.textContent = document.querySelector(".composer form.reply")?.dataset.offline || "";
      tell(form, p);
    }
    return false;
  }

  function go(url) {
    const pane = document.getElementById("pane");
    if (pane && window.htmx && new URL(url, location.href).pathname === location.pathname) {
      window.htmx.ajax("GET", url, { target: "#pane", swap: "innerHTML show:none" })
        .then(() => window.dispatchEvent(new CustomEvent("desk:sent")));
    } else {
      location.assign(url);
    }
  }

  /* Somebody decided, answered or called back: the composer is brought up to date, but never under busy hands. */
  let looking = false;
  async function refresh() {
    const old = document.getElementById("composer");
    if (!old || looking) return;
    looking = true;
    try {
      const html = await fetch(old.dataset.fresh, { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
      if (!html || !old.isConnected) return; // without a connection the next change looks again
      const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("composer");
      if (!fresh || fresh.dataset.standing === old.dataset.standing) return;
      const mine = old.querySelector("#reply"), hers = fresh.querySelector("#reply");
      const busy = mine && hers && fields.get(mine)?.written && !fresh.querySelector(".returned");
      if (busy) panels(old, fresh); else exchange(old, fresh);
      start();
    } finally { looking = false; }
  }

  function exchange(old, fresh) {
    const at = old.contains(document.activeElement) && document.activeElement.id;
    const where = at && [document.activeElement.selectionStart, document.activeElement.selectionEnd];
    old.replaceWith(document.adoptNode(fresh));
    const again = at && document.getElementById(at);
    if (!again) return;
    start();
    again.focus({ preventScroll: true });
    if (again.setSelectionRange) again.setSelectionRange(...where);
  }

  function panels(old, fresh) { // she is writing: only what others ask of her comes and goes
    const now = new Map([...fresh.querySelectorAll(".second")].map((panel) => [panel.dataset.id, panel]));
    for (const panel of old.querySelectorAll(".second")) {
      const same = now.get(panel.dataset.id);
      if (same) panel.querySelector("header").replaceWith(same.querySelector("header")); else panel.remove();
      now.delete(panel.dataset.id);
    }
    for (const panel of now.values()) old.querySelector(".told").after(panel);
    old.dataset.standing = fresh.dataset.standing;
  }

  function start() {
    for (const form of document.querySelectorAll(".composer form.reply")) {
      if (!fields.has(form)) fields.set(form, new Field(form));
    }
    for (const form of document.querySelectorAll(".composer form[data-send]")) {
      if (fields.has(form)) continue;
      fields.set(form, true);
      form.addEventListener("submit", (e) => { e.preventDefault(); deliver(form, e.submitter); });
    }
  }

  /* The thread says that something changed; the pane is swapped when another row is chosen. */
  let soon;
  new MutationObserver((changes) => {
    if (changes.some((c) => c.target.id === "thread" || [...c.addedNodes].some((n) => n.id === "thread"))) {
      clearTimeout(soon);
      soon = setTimeout(refresh, 80);
    }
    start();
  }).observe(document.body, { childList: true, subtree: true });
  addEventListener("online", () => document.querySelectorAll(".composer form.reply").forEach((f) => fields.get(f)?.ask()));
  addEventListener("pagehide", () => document.querySelectorAll("#reply").forEach((f) => { const field = fields.get(f); if (field?.waiting) field.ask({ keepalive: true }); }));
  start();
})();
