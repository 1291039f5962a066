/** Pure: the load of a day compared with its working hours. All values are minutes. */
import { DAY, weekdayIndex } from "#wd/core/time.js";

/** Return the working ranges of a day, including the rest of the previous day's night shift.
 * @param {[number, number][][]} hours seven days, Monday first @param {string} date */
export function workingRanges(hours, date) {
  const index = weekdayIndex(date);
  const previous = (hours[(index + 6) % 7] ?? []).filter(([, end]) => end > DAY);
  const night = previous.map(([, end]) => /** @type {[number, number]} */ ([0, end - DAY]));
  const own = (hours[index] ?? []).map(
    ([start, end]) => /** @type {[number, number]} */ ([start, Math.min(end, DAY)]),
  );
  return [...night, ...own];
}

/**
 * Return the free ranges inside [from, to).
 * @param {{start: number, end: number}[]} segments @param {number} from @param {number} to
 * @returns {[number, number][]}
 */
export function gaps(segments, from, to) {
  const busy = segments.filter(({ start, end }) => end > from && start < to);
  busy.sort((a, b) => a.start - b.start);
  /** @type {[number, number][]} */
  const free = [];
  let at = from;
  for (const { start, end } of busy) {
    if (start > at) free.push([at, start]);
    at = Math.max(at, end);
  }
  if (at < to) free.push([at, to]);
  return free;
}

/** @param {[number, number][]} ranges */
const length = (ranges) => ranges.reduce((sum, [start, end]) => sum + end - start, 0);
/** Return the minutes of the segments inside the ranges; overlaps count twice.
 * @param {Segment[]} segments @param {[number, number][]} ranges */
const inside = (segments, ranges) =>
  segments.reduce(
    (sum, { start, end }) =>
      ranges.reduce(
        (all, [from, to]) => all + Math.max(0, Math.min(end, to) - Math.max(start, from)),
        sum,
      ),
    0,
  );
/** @param {Segment[]} segments */
const minutes = (segments) => segments.reduce((sum, { start, end }) => sum + end - start, 0);

/**
 * Segments outside the working hours take none of them; a day off is never overloaded.
 * @param {Segment[]} segments @param {Entry[]} anyTime open entries of the day without a time
 * @param {[number, number][]} hours working ranges @param {number} now 0 on another day
 */
export function capacity(segments, anyTime, hours, now) {
  const busy = segments.filter(({ entry }) => !entry.free);
  const events = busy.filter(({ entry }) => entry.kind === "event");
  const tasks = busy.filter(({ entry }) => entry.kind !== "event");
  const untimed = anyTime.reduce((sum, entry) => sum + entry.minutes, 0);
  const working = length(hours);
  const free = hours.flatMap(([start, end]) => gaps(busy, Math.max(start, now), end));
  return {
    tasks: minutes(tasks) + untimed,
    events: minutes(events),
    free: Math.max(0, length(free) - untimed),
    working,
    over: working && Math.max(0, inside(busy, hours) + untimed - working),
  };
}
