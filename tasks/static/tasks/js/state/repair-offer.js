/** Checks regularly whether the plan needs a repair, and offers one. Nothing changes silently. */
import { send } from "#wd/core/api.js";
import { effect, signal } from "#wd/core/ui.js";
import { rev } from "#wd/tasks/state/server.js";

const SETTLED_MS = 3000;
const INTERVAL_MS = 5 * 60_000;

/** The offer as a sentence; empty when the plan is fine. */
export const repairOffer = signal("");
let dismissed = "";

async function check() {
  if (document.hidden) return;
  try {
    const { sentence } = await send("GET", "/plans/offer");
    repairOffer.value = sentence === dismissed ? "" : (sentence ?? "");
  } catch {
    // The next check tries again.
  }
}

/** Hide the offer until it changes. */
export function dismissRepairOffer() {
  dismissed = repairOffer.value;
  repairOffer.value = "";
}

export function watchRepairOffer() {
  const initial = rev.peek();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    const wait = rev.value === initial ? 0 : SETTLED_MS;
    clearTimeout(timer);
    timer = setTimeout(check, wait);
  });
  setInterval(check, INTERVAL_MS);
}
