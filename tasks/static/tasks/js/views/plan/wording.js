/** How a proposal's places are worded. */
import { clock, DAY, dayLabel, minutesOf, spoken } from "#wd/core/time.js";
import { counted, rangeLabel } from "#wd/tasks/model/wording.js";
import { today } from "#wd/tasks/state/clock.js";
import { twelve } from "#wd/tasks/state/derived.js";

/** The day goes without saying where it is `known`. @param {string} date @param {string} known */
const dayOf = (date, known) => (date === known ? "" : `${dayLabel(date, today.value)} `);

/** "Tomorrow 9:00 – 9:45" @param {Chunk} chunk @param {string} known a day */
export function whenOf({ date, time, minutes }, known) {
  const start = minutesOf(time) ?? 0;
  return dayOf(date, known) + rangeLabel(start, start + minutes, twelve.value);
}

/** "2 days after its deadline" @param {number} minutes */
export const lateBy = (minutes) =>
  `${minutes < DAY ? spoken(minutes) : counted(Math.round(minutes / DAY), "day")} after its deadline`;

/** "was Thu 14:00" @param {Chunk} chunk @param {string} known a day */
export function wasAt({ date, time }, known) {
  // "was today", yet "was Thu".
  const day = dayOf(date, known).replace(/^\w+day |^Tomorrow/, (word) => word.toLowerCase());
  return `was ${day}${clock(minutesOf(time) ?? 0, twelve.value)}`;
}
