// The one stream of changes of this page. Whoever wants to hear listens on the window:
//   live:change  detail: [[kind, public id], …]      live:resync  look at everything again
//   live:rows    detail: {rows: [html of a line, …], gone: [public id, …], counts: {slug: text}}; the change follows
//   live:open, live:lost  the connection
// Other scripts look at <html data-live="open|lost">.

let stream = null;
let retry = 1000; // ms until a closed stream is opened again
let timer;
let url = "";

const say = (name, detail) => window.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
function stands(how) {
  document.documentElement.dataset.live = how;
  say(how);
}

export function listen(to) {
  if (url) return;
  url = to;
  // Every script of the page hears from the first word on.
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    begin();
    say("resync");
  });
}

function begin() {
  clearTimeout(timer); // a page that comes back while one is to be opened again has one, not two
  stream?.close();
  stream = new EventSource(url);
  stream.addEventListener("open", () => { retry = 1000; stands("open"); });
  stream.addEventListener("change", (event) => say("change", JSON.parse(event.data)));
  stream.addEventListener("rows", (event) => say("rows", JSON.parse(event.data)));
  stream.addEventListener("resync", () => say("resync"));
  stream.addEventListener("error", () => {
    stands("lost");
    if (stream.readyState !== EventSource.CLOSED) return; // it tries again by itself
    timer = setTimeout(begin, (retry = Math.min(30000, retry * 2)));
  });
}
