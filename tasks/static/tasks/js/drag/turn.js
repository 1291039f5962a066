/** Turns the calendar to other days with a finger that moves sideways. */
import { drag } from "#wd/tasks/drag/state.js";

/** Pixels after which releasing the finger turns. */
const LEAST = 60;

/**
 * @param {HTMLElement} element @param {(direction: 1 | -1) => void} turn
 * @returns {() => void} stops it
 */
export function turnWithFinger(element, turn) {
  /** @type {PointerEvent | null} the press of the only finger */
  let first = null;
  const press = (/** @type {PointerEvent} */ event) => {
    first = event.pointerType === "touch" && event.isPrimary ? event : null;
  };
  const release = (/** @type {PointerEvent} */ event) => {
    if (first?.pointerId !== event.pointerId) return;
    const across = event.clientX - first.clientX;
    const along = Math.abs(event.clientY - first.clientY);
    first = null;
    if (Math.abs(across) >= LEAST && Math.abs(across) > 2 * along) turn(across < 0 ? 1 : -1);
  };
  const forget = () => {
    first = null;
  };
  const stopDrag = drag.subscribe((current) => current && forget());
  const ends = new AbortController();
  const options = { signal: ends.signal, capture: true };
  element.addEventListener("pointerdown", press, options);
  element.addEventListener("pointerup", release, options);
  element.addEventListener("pointercancel", forget, options);
  return () => {
    ends.abort();
    stopDrag();
  };
}
