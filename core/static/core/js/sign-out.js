/** Signing out empties this device: ask first if it has changes that were not sent. */
import { listWrites } from "./outbox.js";

const PAUSE_MS = 200;
const PAUSES = 10;

/** Whether changes stay unsent, after a moment in which they may be sent. */
async function hasUnsent() {
  for (let pause = 0; pause < PAUSES; pause++) {
    if (!(await listWrites()).length) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return true;
}

addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.action.endsWith("/accounts/logout/")) return;
  event.preventDefault();
  const element = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent]"));
  if (!(await hasUnsent()) || confirm(element?.dataset.unsent)) form.submit();
});
