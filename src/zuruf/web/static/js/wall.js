// The wall-board looks again by itself. Without a connection it says since when it has been standing still.

const EVERY = 5000; // ms
let trouble = 0;

async function look() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (answer.status === 404 || answer.redirected) return location.reload(); // its link was ended
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("wall");
    if (fresh) document.getElementById("wall").replaceWith(document.adoptNode(fresh));
    trouble = 0;
    document.body.removeAttribute("data-still");
  } catch {
    trouble += 1;
    if (trouble > 1) document.body.setAttribute("data-still", "");
  }
}

setInterval(() => { if (!document.hidden) look(); }, EVERY);
