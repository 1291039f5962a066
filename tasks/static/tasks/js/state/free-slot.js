/** Schedules entries in the next free slot of the day. */
import { t } from "#wd/core/i18n.js";
import { DAY, STEP, snap } from "#wd/core/time.js";
import { segmentsOn } from "#wd/tasks/model/calendar.js";
import { gaps } from "#wd/tasks/model/capacity.js";
import { schedule } from "#wd/tasks/state/actions.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { days, hoursOf, minutesOf } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { day } from "#wd/tasks/state/page.js";

/** Look inside the working hours first, then in the rest of the day. @param {Entry[]} entries */
export function scheduleInFreeSlot(entries) {
  const date = day.peek();
  const minutes = entries.reduce((sum, entry) => sum + minutesOf(entry), 0);
  const from = date === nowDate.peek() ? snap(now.peek() + STEP / 2) : 0;
  const segments = segmentsOn(days.peek(), date);
  const ranges = [...hoursOf(date), /** @type {[number, number]} */ ([Math.max(from, 480), DAY])];
  for (const [start, end] of ranges) {
    const free = gaps(segments, Math.max(start, from), end).find(([a, b]) => b - a >= minutes);
    if (free) return schedule(entries, { date, start: free[0] });
  }
  return notify(t("No free slot on this day is long enough."));
}
