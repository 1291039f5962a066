/** Tasks completed on past days: the page starts with those of the last days, and loads others by month. */
import { send } from "#wd/core/api.js";
import { addDays, addMonths } from "#wd/core/time.js";
import { today } from "#wd/tasks/state/clock.js";
import { merge, rev } from "#wd/tasks/state/server.js";

/** Months that are loaded, such as "2026-11". @type {Set<string>} */
const loaded = new Set();

/** Load the months of past days on the calendar. @param {string[]} days */
export function ensureFinished(days) {
  const past = days.filter((day) => day < today.peek());
  for (const month of new Set(past.map((day) => day.slice(0, 7))))
    if (!loaded.has(month)) loadMonth(month);
}

/** @param {string} month */
async function loadMonth(month) {
  loaded.add(month);
  const [first, asOf] = [`${month}-01`, rev.peek()];
  const last = addDays(addMonths(first, 1), -1);
  try {
    const tasks = await send("GET", `/tasks?status=completed&first=${first}&last=${last}`);
    merge({ tasks, rev: asOf });
  } catch {
    loaded.delete(month); // the next visit loads it
  }
}

/** Load the same months again: a new snapshot does not contain them. */
export function reloadFinished() {
  for (const month of loaded) loadMonth(month);
}
