/** Turns the calendar to other days with a finger that moves sideways. */
import { drag } from "#wd/tasks/drag/state.js";

/** Pixels after which releasing the finger turns. */
const LEAST = 60;
/** Pixels of a finger that does not move yet. */
const TOLERANCE = 8;

/**
 * @param {HTMLElement} element @param {(direction: 1 | -1) => void} turn
 * @returns {() => void} stops it
 */
export function turnWithFinger(element, turn) {
  /** @type {PointerEvent | null} the press of the only finger */
  let first = null;
  const forget = () => {
    first = null;
  };
  /** Return how far the finger moved sideways, 0 if it rather moved along. @param {{clientX: number, clientY: number}} at */
  const sideways = ({ clientX, clientY }) => {
    const across = first ? clientX - first.clientX : 0;
    return Math.abs(across) > 2 * Math.abs(clientY - (first?.clientY ?? clientY)) ? across : 0;
  };
  const press = (/** @type {PointerEvent} */ event) => {
    first = event.pointerType === "touch" && event.isPrimary ? event : null;
  };
  // Without a fling: the browser would take the next tap for its end.
  const stay = (/** @type {TouchEvent} */ event) => {
    const across = Math.abs(sideways(event.touches[0]));
    if (event.cancelable && across > TOLERANCE) event.preventDefault();
  };
  const release = (/** @type {PointerEvent} */ event) => {
    const across = first?.pointerId === event.pointerId ? sideways(event) : 0;
    forget();
    // Later: the element under the finger must not be gone before the touch ends.
    if (Math.abs(across) >= LEAST) setTimeout(() => turn(across < 0 ? 1 : -1));
  };
  const stopDrag = drag.subscribe((current) => current && forget());
  const ends = new AbortController();
  const options = { signal: ends.signal, capture: true };
  element.addEventListener("pointerdown", press, options);
  element.addEventListener("pointerup", release, options);
  element.addEventListener("pointercancel", forget, options);
  element.addEventListener("touchmove", stay, { ...options, passive: false });
  return () => {
    ends.abort();
    stopDrag();
  };
}
