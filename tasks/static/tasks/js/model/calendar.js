/** Pure: entries arranged by the days of a calendar. */
import { addDays, DAY } from "#wd/core/time.js";
import { chunksOf, isOnCalendar } from "#wd/tasks/model/entry.js";

/** @param {Iterable<Entry>} entries @returns {Map<string, Entry[]>} */
export function byStartingDay(entries) {
  /** @type {Map<string, Entry[]>} */
  const days = new Map();
  for (const entry of [...entries].filter(isOnCalendar).flatMap(chunksOf)) {
    const date = /** @type {string} */ (entry.date);
    const list = days.get(date);
    if (list) list.push(entry);
    else days.set(date, [entry]);
  }
  return days;
}

/**
 * Return the segments of timed entries on one day; an entry may start on an earlier day.
 * @param {Map<string, Entry[]>} days @param {string} date @returns {Segment[]}
 */
export function segmentsOn(days, date) {
  const own = timed(days, date)
    .map((entry) => segment(entry, 0))
    .filter(({ start }) => start < DAY);
  const ends = [...days.values()].flat().map(({ start, minutes }) => (start ?? 0) + minutes);
  const longest = Math.max(0, ...ends);
  for (let back = 1; back * DAY < longest + DAY; back++) {
    const earlier = timed(days, addDays(date, -back));
    own.push(...earlier.map((entry) => segment(entry, back)).filter(({ end }) => end > 0));
  }
  return own.sort(byStart);
}

/** @param {Segment} a @param {Segment} b */
export const byStart = (a, b) => a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1);

/** @param {Map<string, Entry[]>} days @param {string} date */
const timed = (days, date) => (days.get(date) ?? []).filter(({ start }) => start !== null);

/** @param {Entry} entry @param {number} back days since its first @returns {Segment} */
function segment(entry, back) {
  const start = /** @type {number} */ (entry.start) - back * DAY;
  const end = start + entry.minutes;
  return {
    entry,
    key: start < 0 ? `${entry.key}+${back}` : entry.key,
    start: Math.max(start, 0),
    end: Math.min(end, DAY),
    before: start < 0,
    after: end > DAY,
  };
}

/**
 * Return untimed entries as bars over the visible days: column, length in days, and a row in which
 * they overlap no other bar.
 * @param {Map<string, Entry[]>} days @param {string[]} visible
 */
export function allDayBars(days, visible) {
  const first = visible[0];
  /** @type {number[]} the first free column of each row */
  const free = [];
  return untimed(days, visible).map((entry) => {
    const offset = Math.max(0, visible.indexOf(/** @type {string} */ (entry.date)));
    const ends = addDays(/** @type {string} */ (entry.date), entry.days);
    const span = visible.filter((day) => day >= first && day < ends).length - offset;
    let row = free.findIndex((column) => column <= offset);
    if (row < 0) row = free.push(0) - 1;
    free[row] = offset + span;
    return { entry, column: offset, span, row };
  });
}

/** @param {Map<string, Entry[]>} days @param {string[]} visible */
function untimed(days, visible) {
  const last = visible[visible.length - 1];
  const overlapping = [...days.entries()].flatMap(([date, entries]) =>
    entries.filter(
      (entry) => entry.start === null && date <= last && addDays(date, entry.days) > visible[0],
    ),
  );
  return overlapping.sort(
    (a, b) => (a.date ?? "").localeCompare(b.date ?? "") || b.days - a.days || a.id - b.id,
  );
}
