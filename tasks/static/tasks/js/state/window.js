/** The days whose instances are here; others are fetched when the calendar turns to them. */
import { send } from "#wd/core/api.js";
import { addDays } from "#wd/core/time.js";
import { today } from "#wd/tasks/state/clock.js";
import { refreshEvents } from "#wd/tasks/state/events.js";
import { notify } from "#wd/tasks/state/notice.js";
import { merge } from "#wd/tasks/state/server.js";

/** What the snapshot brings around today: SNAPSHOT_DAYS of tasks/constants.py. */
const AROUND = 14;
const MARGIN = 7;

let first = "";
let last = "";

function begin() {
  first ||= addDays(today.peek(), -AROUND);
  last ||= addDays(today.peek(), AROUND);
}

export const windowQuery = () => {
  begin();
  return `?first=${first}&last=${last}`;
};

/** @param {string[]} days in order */
export async function ensureLoaded(days) {
  begin();
  const from = days[0];
  const to = days[days.length - 1];
  if (from >= first && to <= last) return;
  const wanted = [addDays(from, -MARGIN), addDays(to, MARGIN)];
  const [begun, ended] = [first, last];
  first = wanted[0] < first ? wanted[0] : first;
  last = wanted[1] > last ? wanted[1] : last;
  refreshEvents(windowQuery());
  try {
    merge({ instances: await send("GET", `/instances?first=${first}&last=${last}`) });
  } catch (error) {
    [first, last] = [begun, ended];
    notify(/** @type {Error} */ (error).message);
  }
}
