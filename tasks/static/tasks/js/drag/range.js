/** Selects a range of empty time by dragging. */
import { clamp, DAY, STEP, snap } from "#wd/core/time.js";
import { calendarHit, edgeScroll, stopScrolling } from "#wd/tasks/drag/hit-test.js";
import { press } from "#wd/tasks/drag/press.js";
import { drag, showDrag } from "#wd/tasks/drag/state.js";

/**
 * @param {PointerEvent} event @param {string} date
 * @param {(range: {date: string, start: number, end: number}) => void} done
 * @param {() => void} [hold] a long press of a finger that stayed in place
 */
export function dragRange(event, date, done, hold) {
  const first = calendarHit(event)?.minute;
  if (first == null) return;
  const anchor = Math.floor(first / STEP) * STEP;
  const move = (/** @type {PointerEvent} */ at) => {
    const minute = clamp(snap(calendarHit(at)?.minute ?? anchor), 0, DAY);
    const spot = { date, start: Math.min(anchor, minute), end: Math.max(anchor + STEP, minute) };
    showDrag({ kind: "range", entries: [], spot });
    edgeScroll(at, () => move(at));
  };
  const end = () => {
    stopScrolling();
    drag.value = null;
  };
  press(event, {
    start: () => {},
    move,
    cancel: end,
    hold,
    drop: () => {
      const spot = drag.peek()?.spot;
      end();
      if (spot?.start != null && spot.end != null) done({ date, start: spot.start, end: spot.end });
    },
  });
}
