// The block that is meant for what is asked here, quietly, before anybody opens the library.

async function best() {
  const hint = document.getElementById("library-best");
  if (!hint || hint.dataset.looked) return;
  hint.dataset.looked = "1";
  try {
    const answer = await fetch(hint.dataset.url, { credentials: "same-origin" });
    if (answer.ok) hint.textContent = await answer.text();
  } catch { /* it is only a hint */ }
}
new MutationObserver(best).observe(document.body, { childList: true, subtree: true });
best();
