/** Pure: entries as the days of a calendar show them. */
import { addDays, DAY } from "#wd/core/time.js";
import { chunksOf, standsOnCalendar } from "#wd/tasks/model/entry.js";

/** @param {Iterable<Entry>} entries @returns {Map<string, Entry[]>} */
export function byStartingDay(entries) {
  /** @type {Map<string, Entry[]>} */
  const days = new Map();
  for (const entry of [...entries].filter(standsOnCalendar).flatMap(chunksOf)) {
    const date = /** @type {string} */ (entry.date);
    const list = days.get(date);
    if (list) list.push(entry);
    else days.set(date, [entry]);
  }
  return days;
}

/**
 * The parts of timed entries that fall on one day: an entry may begin the days before.
 * @param {Map<string, Entry[]>} days @param {string} date @returns {Segment[]}
 */
export function segmentsOn(days, date) {
  const own = timed(days, date).map((entry) => segment(entry, 0));
  const longest = Math.max(0, ...[...days.values()].flat().map(({ minutes }) => minutes));
  for (let back = 1; back * DAY < longest + DAY; back++) {
    const begun = timed(days, addDays(date, -back));
    own.push(...begun.map((entry) => segment(entry, back)).filter(({ end }) => end > 0));
  }
  return own.sort(byStart);
}

/** @param {Segment} a @param {Segment} b */
export const byStart = (a, b) => a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1);

/** @param {Map<string, Entry[]>} days @param {string} date */
const timed = (days, date) => (days.get(date) ?? []).filter(({ start }) => start !== null);

/** @param {Entry} entry @param {number} back days after its first @returns {Segment} */
function segment(entry, back) {
  const start = /** @type {number} */ (entry.start) - back * DAY;
  const end = start + entry.minutes;
  return {
    entry,
    key: back ? `${entry.key}+${back}` : entry.key,
    start: Math.max(start, 0),
    end: Math.min(end, DAY),
    before: start < 0,
    after: end > DAY,
  };
}

/**
 * What has no time of day, as bars over the shown days: column and length in days, and the row that
 * keeps bars apart.
 * @param {Map<string, Entry[]>} days @param {string[]} shown
 */
export function allDayBars(days, shown) {
  const first = shown[0];
  /** @type {number[]} the first free column of each row */
  const free = [];
  return untimed(days, shown).map((entry) => {
    const offset = Math.max(0, shown.indexOf(/** @type {string} */ (entry.date)));
    const ends = addDays(/** @type {string} */ (entry.date), entry.days);
    const span = shown.filter((day) => day >= first && day < ends).length - offset;
    let row = free.findIndex((column) => column <= offset);
    if (row < 0) row = free.push(0) - 1;
    free[row] = offset + span;
    return { entry, column: offset, span, row };
  });
}

/** @param {Map<string, Entry[]>} days @param {string[]} shown */
function untimed(days, shown) {
  const last = shown[shown.length - 1];
  const found = [...days.entries()].flatMap(([date, entries]) =>
    entries.filter(
      (entry) => entry.start === null && date <= last && addDays(date, entry.days) > shown[0],
    ),
  );
  return found.sort(
    (a, b) => (a.date ?? "").localeCompare(b.date ?? "") || b.days - a.days || a.id - b.id,
  );
}
