/** The page shown while offline: keeps what is written, and goes back when the network is there. */
import { hold, waiting } from "./outbox.js";

const RETRY_MS = 3000;
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-capture]"));
const kept = /** @type {HTMLElement} */ (document.querySelector("[data-kept]"));

async function showKept() {
  const count = (await waiting()).length;
  kept.textContent = count ? `${count} kept here. Sent when the network is back.` : "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
  await hold({ key: crypto.randomUUID(), line: { text: field.value.trim() } });
  form.reset();
  field.focus();
  showKept();
});

/** The network may be there while the server is not yet. */
async function goBack() {
  const answer = await fetch("/health", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

addEventListener("online", goBack);
setInterval(goBack, RETRY_MS);
showKept();
