/** The days with loaded instances; the calendar loads others when it turns to them. */
import { newestOnly, send } from "#wd/core/api.js";
import { addDays } from "#wd/core/time.js";
import { today } from "#wd/tasks/state/clock.js";
import { refreshEvents } from "#wd/tasks/state/events.js";
import { notify } from "#wd/tasks/state/notice.js";
import { replaceDays, rev } from "#wd/tasks/state/server.js";

/** Days around today in the snapshot: SNAPSHOT_DAYS of tasks/constants.py. */
const SNAPSHOT_DAYS = 14;
const MARGIN = 7;
/** Days ahead of today that have rows: MATERIALIZATION_HORIZON_DAYS. */
const HORIZON_DAYS = 60;

let first = "";
let last = "";

function begin() {
  first ||= addDays(today.peek(), -SNAPSHOT_DAYS);
  last ||= addDays(today.peek(), SNAPSHOT_DAYS);
}

export const windowQuery = () => {
  begin();
  return `?first=${first}&last=${last}`;
};

const beginRead = newestOnly();

/** Reload the instances: materialization creates and deletes some without an edit. */
export async function refreshDays() {
  const query = windowQuery();
  const [from, to, asOf, isNewest] = [first, last, rev.peek(), beginRead()];
  const rows = await send("GET", `/instances${query}`);
  if (isNewest()) replaceDays(rows, from, to, asOf);
}

/**
 * Reload days further ahead than the rows that exist, once a change may concern them.
 * @param {Patch} patch
 */
export function refreshFarDays({ tasks = [], instances = [], gone = {} }) {
  if (!last || last <= addDays(today.peek(), HORIZON_DAYS)) return;
  const rule = instances.length && tasks.some(({ series }) => series);
  if (rule || gone.tasks?.length || gone.instances?.length) refreshDays().catch(() => {}); // the next hint or visit loads them
}

/** @param {string[]} days in order */
export async function ensureLoaded(days) {
  begin();
  const from = addDays(days[0], -MARGIN);
  const to = addDays(days[days.length - 1], MARGIN);
  if (days[0] >= first && days[days.length - 1] <= last) return;
  const previous = [first, last];
  first = from < first ? from : first;
  last = to > last ? to : last;
  refreshEvents(windowQuery());
  try {
    await refreshDays();
  } catch (error) {
    [first, last] = previous;
    notify(/** @type {Error} */ (error).message);
  }
}
