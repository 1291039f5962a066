/**
 * Pure: a time before the hour at which a person's day starts belongs to the night after their day.
 * On the grid such a time is more than a day from the midnight at which its day begins.
 */
import { addDays, DAY } from "#wd/core/time.js";

/**
 * Return minutes from the midnight at which a person's day begins.
 * @param {number | null} time minutes of a clock @param {number} nightEnd when the person's day starts
 */
export const startOnDay = (time, nightEnd) =>
  time !== null && time < nightEnd ? time + DAY : time;

/** @typedef {{date: string | null, start: number | null}} Slot */
/**
 * Return the person's day and the minutes of the clock of a slot on the grid.
 * @param {Slot} slot @param {number} nightEnd @returns {Slot}
 */
export function personSlot({ date, start }, nightEnd) {
  if (date === null || start === null) return { date, start };
  const time = start % DAY;
  const days = Math.floor(start / DAY) - (time < nightEnd ? 1 : 0);
  return { date: days ? addDays(date, days) : date, start: time };
}
