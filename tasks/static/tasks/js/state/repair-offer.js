/** Whether the plan has come apart: asked now and then, offered, never mended silently. */
import { send } from "#wd/core/api.js";
import { effect, signal } from "#wd/core/ui.js";
import { rev } from "#wd/tasks/state/server.js";

const SETTLED_MS = 3000;
const OFTEN_MS = 5 * 60_000;

/** What is offered, as a sentence; empty when all is well. */
export const offer = signal("");
let dismissed = "";

async function look() {
  if (document.hidden) return;
  try {
    const { sentence } = await send("GET", "/plans/offer");
    offer.value = sentence === dismissed ? "" : (sentence ?? "");
  } catch {
    // Asked again soon; meanwhile nothing is claimed.
  }
}

/** Not again, until something else has come apart. */
export function dismissOffer() {
  dismissed = offer.value;
  offer.value = "";
}

export function watchOffer() {
  const begun = rev.peek();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    const wait = rev.value === begun ? 0 : SETTLED_MS;
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  });
  setInterval(look, OFTEN_MS);
}
