// Carries a long decision on, and shows how far it is. Without this script the page loads itself.

const shown = document.getElementById("decision");
const bar = shown.querySelector("progress");
const text = document.getElementById("position");

async function goOn() {
  const answer = await fetch(shown.dataset.progress);
  const { position, size, is_finished } = await answer.json();
  bar.value = position;
  text.textContent = `${position.toLocaleString("en")} of ${size.toLocaleString("en")} are done.`;
  if (is_finished) location.reload();
  else await goOn();
}

goOn().catch(() => {
  text.textContent = "The adapter does not answer. Reload this page to go on.";
});
