/** The offline page: stores typed tasks, and returns to the planner when the server is reachable. */
import { tn } from "./i18n.js";
import { addWrite, listWrites } from "./outbox.js";

const RETRY_MS = 3000;
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-capture]"));
const status = /** @type {HTMLElement} */ (document.querySelector("[data-pending]"));

async function showPending() {
  const count = (await listWrites()).length;
  status.textContent = count
    ? tn(
        "{count} change is saved on this device. It will be sent when you're back online.",
        "{count} changes are saved on this device. They will be sent when you're back online.",
        count,
      )
    : "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
  await addWrite({ key: crypto.randomUUID(), line: { text: field.value.trim() } });
  form.reset();
  field.focus();
  showPending();
});

/** Reload once the server responds: the network may be back before it. */
async function reloadWhenOnline() {
  const response = await fetch("/health", { cache: "no-store" }).catch(() => null);
  if (response?.ok) location.reload();
}

addEventListener("online", reloadWhenOnline);
setInterval(reloadWhenOnline, RETRY_MS);
showPending();
