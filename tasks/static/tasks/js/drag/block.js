/**
 * Drags a block of the calendar to another slot, to any time or back to the list, or one of its
 * edges.
 */
import { addDays, clamp, DAY, daysBetween, STEP, snap } from "#wd/core/time.js";
import { calendarHit, edgeScroll, stopScrolling } from "#wd/tasks/drag/hit-test.js";
import { press } from "#wd/tasks/drag/press.js";
import { drag, showDrag } from "#wd/tasks/drag/state.js";
import { place, schedule, unschedule } from "#wd/tasks/state/actions.js";
import { minutesOf } from "#wd/tasks/state/derived.js";
import { openActions } from "#wd/tasks/state/page.js";

const GRIP = 7;

/** @typedef {import("#wd/tasks/drag/state.js").Spot} Spot */

/**
 * Drag a block; a long press of a finger opens its actions.
 * @param {PointerEvent} event @param {Entry} entry @param {string} [edge]
 */
export function dragBlock(event, entry, edge) {
  const grip = gripOf(event, entry);
  const move = (/** @type {PointerEvent} */ at) => {
    const hit = calendarHit(at);
    const spot = hit ? target(entry, edge, hit, grip) : null;
    if (spot || !edge) showDrag({ kind: "block", entries: [entry], edge, spot });
    edgeScroll(at, () => move(at));
  };
  const end = () => {
    stopScrolling();
    drag.value = null;
  };
  press(event, {
    start: () => showDrag({ kind: "block", entries: [entry], edge, spot: null }),
    move,
    cancel: end,
    hold: () => openActions(entry.key, { sheet: true }),
    drop: () => {
      const spot = drag.peek()?.spot ?? null;
      end();
      dropBlock(entry, edge, spot);
    },
  });
}

/**
 * Return the minutes between the block's start and the pointer.
 * @param {PointerEvent} event @param {Entry} entry
 */
function gripOf(event, entry) {
  const at = calendarHit(event);
  if (!at || at.minute === null || entry.start === null) return GRIP;
  return at.minute - entry.start + daysBetween(at.date, entry.date ?? at.date) * DAY;
}

/**
 * @param {Entry} entry @param {string | undefined} edge
 * @param {import("#wd/tasks/drag/hit-test.js").CalendarHit} at @param {number} grip @returns {Spot | null}
 */
function target(entry, edge, { date, minute, wholeDay }, grip) {
  if (wholeDay && entry.start !== null) {
    return { date, start: entry.start, end: entry.start + entry.minutes };
  }
  if (minute === null) return edge ? null : { date, start: null, end: null };
  if (edge) return resized(entry, edge, minute + daysBetween(date, entry.date ?? date) * DAY);
  let start = snap(minute - grip);
  const length = entry.start === null ? minutesOf(entry) : entry.minutes;
  let day = date;
  if (start < 0 && grip > GRIP) {
    day = addDays(date, -1);
    start += DAY;
  }
  start = clamp(start, 0, DAY - STEP);
  return { date: day, start, end: start + length };
}

/**
 * @param {Entry} entry @param {string} edge
 * @param {number} minute counted from the block's first day
 * @returns {Spot}
 */
function resized(entry, edge, minute) {
  const date = /** @type {string} */ (entry.date);
  const start = /** @type {number} */ (entry.start);
  const end = start + entry.minutes;
  return edge === "end"
    ? { date, start, end: clamp(snap(minute), start + STEP, start + DAY) }
    : { date, start: clamp(snap(minute), 0, end - STEP), end };
}

/** @param {Entry} entry @param {string | undefined} edge @param {Spot | null} spot */
function dropBlock(entry, edge, spot) {
  if (spot?.start != null && spot.end != null) {
    place(entry, { date: spot.date, start: spot.start, end: spot.end });
  } else if (spot) schedule([entry], spot);
  else if (!edge) unschedule([entry]);
}
