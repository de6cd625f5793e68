/* Writing a post: it is kept while one types, and the verdict follows for each account. Without this script the same
   form works as a plain page. */
(() => {
  "use strict";
  const PAUSE = 200; // ms of rest before the server is asked
  const RETRY = 4000;
  const form = document.getElementById("posting");
  if (!form) return;
  const area = form.querySelector("textarea"), under = form.querySelector(".underlay"), told = document.getElementById("told");
  const key = `zuruf:draft:${form.dataset.keep}`;
  const kept = {
    put() { try { localStorage.setItem(key, area.value); } catch { /* private window: the server keeps it */ } },
    get() { try { return localStorage.getItem(key); } catch { return null; } },
    drop(text) { if (text === undefined || this.get() === text) { try { localStorage.removeItem(key); } catch { /* nothing kept */ } } },
  };
  let timer, turn = 0, shown = null, marks = [], press = null, sending = false;

  const post = (url, data, more = {}) =>
    fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin", ...more });

  function changed() {
    press = null;
    kept.put();
    paint();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask(more) {
    clearTimeout(timer);
    const data = new FormData(form), text = area.value, mine = ++turn, stands = state();
    try {
      const answer = await post(form.dataset.verdict, data, more);
      if (!(answer.headers.get("Content-Type") || "").includes("json")) throw new Error("no verdict");
      const said = await answer.json();
      if (mine !== turn) return;
      if (answer.ok) { show(said, text); if (press === stands) carryOut(); } else { press = null; tell(said.said); }
    } catch {
      if (mine !== turn) return;
      line(press ? form.dataset.unsent : form.dataset.offline);
      press = null;
      timer = setTimeout(ask, RETRY);
    }
  }

  /* What a verdict is about: the text, the accounts and the hour. */
  function state() { return JSON.stringify([...new FormData(form)].filter(([name]) => ["text", "to", "wall"].includes(name))); }

  function show(said, text) {
    const send = form.querySelector(".send"), label = send.querySelector(".label"), why = form.querySelector(".why");
    form.dataset.state = said.state;
    if (label.textContent !== said.label) label.textContent = said.label;
    if (said.state === "stop" || said.state === "empty") send.setAttribute("aria-disabled", "true"); else send.removeAttribute("aria-disabled");
    if (why.dataset.html !== said.why) { why.dataset.html = said.why; why.innerHTML = said.why; }
    if (why.scrollHeight > why.clientHeight + 1) why.tabIndex = 0; else why.removeAttribute("tabindex");
    for (const one of said.accounts) {
      const row = form.querySelector(`[data-account="${one.id}"]`);
      if (!row) continue;
      row.dataset.state = one.state;
      const left = row.querySelector(".left"), word = row.querySelector(".word");
      if (left.textContent !== one.left) left.textContent = one.left;
      left.classList.toggle("over", one.over);
      if (word.textContent !== one.word) word.textContent = one.word;
    }
    line(said.saved);
    kept.drop(text);
    [shown, marks] = [text, said.marks];
    judged = state();
    paint();
  }

  let judged = null;
  function line(words) { const saved = form.querySelector(".saved"); if (saved.textContent !== words) saved.textContent = words; }

  function paint() { // the same text below the field, invisible but for its waves
    const text = area.value, sheet = document.createDocumentFragment();
    let at = 0;
    if (text !== shown) { // waves before the place of typing stay where they are
      let same = 0;
      while (shown && same < text.length && text[same] === shown[same]) same++;
      marks = marks.filter(([, end]) => end <= same);
    }
    for (const [start, end, verdict] of marks) {
      const mark = document.createElement("mark");
      mark.className = verdict;
      mark.textContent = text.slice(start, end);
      sheet.append(text.slice(at, start), mark);
      at = end;
    }
    sheet.append(`${text.slice(at)}\n`);
    under.replaceChildren(sheet);
    follow();
  }

  function follow() {
    if (!CSS.supports("field-sizing", "content")) {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    }
    under.style.width = `${area.clientWidth + under.offsetWidth - under.clientWidth}px`;
    under.scrollTop = area.scrollTop;
  }

  function send() {
    if (sending || press) return;
    press = state();
    if (judged === press) carryOut(); else ask(); // quicker than the verdict: the press waits for it
  }

  async function carryOut() {
    press = null;
    if (form.dataset.state === "stop" || form.dataset.state === "empty") {
      const why = form.querySelector(".why");
      why.classList.remove("look-here");
      void why.offsetWidth;
      why.classList.add("look-here");
      area.focus();
      return;
    }
    sending = true;
    try {
      const answer = await post(form.action, new FormData(form));
      const said = await answer.json();
      if (answer.ok) { kept.drop(); location.assign(said.go); return; }
      tell(said.said);
    } catch {
      tell(form.dataset.unsent);
    }
    sending = false;
  }

  function tell(words) {
    const notice = document.createElement("div"), p = document.createElement("p");
    notice.className = "notice error";
    p.textContent = words;
    notice.append(p);
    told.replaceChildren(notice);
    told.focus();
  }

  area.addEventListener("input", changed);
  area.addEventListener("scroll", follow);
  form.addEventListener("change", (e) => { if (e.target !== area) changed(); });
  form.addEventListener("keydown", (e) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); send(); } });
  form.addEventListener("submit", (e) => { e.preventDefault(); send(); });
  addEventListener("online", () => ask());
  addEventListener("pagehide", () => { if (shown !== area.value) ask({ keepalive: true }); });
  new ResizeObserver(follow).observe(area);
  const unsaved = kept.get();
  if (unsaved !== null && unsaved !== area.value) area.value = unsaved;
  area.setSelectionRange(area.value.length, area.value.length);
  ask();
})();
