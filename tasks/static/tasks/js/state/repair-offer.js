/** Asks regularly what needs attention, and shows the first offer. Nothing changes silently. */
import { send } from "#wd/core/api.js";
import { effect, signal } from "#wd/core/ui.js";
import { rev } from "#wd/tasks/state/server.js";

const SETTLED_MS = 3000;
const INTERVAL_MS = 5 * 60_000;

/** The most urgent offer that was not dismissed. */
export const offer = signal(/** @type {Offer | undefined} */ (undefined));
/** @type {Set<string>} */
const dismissed = new Set();
/** @type {Offer[]} */
let offers = [];

const pick = () => {
  offer.value = offers.find(({ sentence }) => !dismissed.has(sentence));
};

async function check() {
  if (document.hidden) return;
  try {
    ({ offers } = await send("GET", "/plans/offer"));
    pick();
  } catch {
    // The next check tries again.
  }
}

/** Hide the offer until it changes, and show the next one. */
export function dismissOffer() {
  dismissed.add(offer.value?.sentence ?? "");
  pick();
}

export function watchOffers() {
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
