/** Pure: what a day holds against the hours one works. Minutes everywhere. */
import { DAY, weekdayIndex } from "#wd/core/time.js";

/** The working ranges of a day, with what a night shift of the day before left over.
 * @param {[number, number][][]} hours seven days, Monday first @param {string} date */
export function workingRanges(hours, date) {
  const index = weekdayIndex(date);
  const left = (hours[(index + 6) % 7] ?? []).filter(([, end]) => end > DAY);
  const night = left.map(([, end]) => /** @type {[number, number]} */ ([0, end - DAY]));
  const own = (hours[index] ?? []).map(
    ([start, end]) => /** @type {[number, number]} */ ([start, Math.min(end, DAY)]),
  );
  return [...night, ...own];
}

/**
 * Free stretches inside [from, to).
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
/** How much of the segments lies inside the ranges; what collides counts twice.
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
 * What stands outside of the hours takes nothing of them, and on a day off nothing is too much.
 * @param {Segment[]} segments @param {Entry[]} anyTime open entries of the day without a time
 * @param {[number, number][]} hours working ranges @param {number} now 0 on another day
 */
export function capacity(segments, anyTime, hours, now) {
  const taken = segments.filter(({ entry }) => !entry.free);
  const events = taken.filter(({ entry }) => entry.kind === "event");
  const tasks = taken.filter(({ entry }) => entry.kind !== "event");
  const loose = anyTime.reduce((sum, entry) => sum + entry.minutes, 0);
  const room = length(hours);
  const free = hours.flatMap(([start, end]) => gaps(taken, Math.max(start, now), end));
  return {
    tasks: minutes(tasks) + loose,
    events: minutes(events),
    free: Math.max(0, length(free) - loose),
    room,
    over: room && Math.max(0, inside(taken, hours) + loose - room),
  };
}
