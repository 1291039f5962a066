/**
 * The rows around the visible part of the list. Only these render completely, others by title.
 */
import { signal } from "#wd/core/ui.js";

const MARGIN = 40;
const STEP = 20;
const DEFAULT_HEIGHT = 36;

/** @typedef {{first: number, last: number}} Range */

export const renderedRange = signal(/** @type {Range} */ ({ first: 0, last: 2 * MARGIN }));

/** @param {number} i @param {Range} range */
export const isRendered = (i, { first, last }) => i >= first && i <= last;

/** @param {HTMLElement} box the scrolled list @returns {() => void} stops watching */
export function watchScroll(box) {
  let frame = 0;
  const update = () => {
    frame = 0;
    const height = box.querySelector(".row")?.clientHeight || DEFAULT_HEIGHT;
    const first = Math.floor((box.scrollTop / height - MARGIN) / STEP) * STEP;
    const last = first + Math.ceil(box.clientHeight / height) + 2 * MARGIN + STEP;
    if (first !== renderedRange.peek().first || last !== renderedRange.peek().last)
      renderedRange.value = { first, last };
  };
  const schedule = () => {
    frame ||= requestAnimationFrame(update);
  };
  box.addEventListener("scroll", schedule, { passive: true });
  return () => {
    cancelAnimationFrame(frame);
    box.removeEventListener("scroll", schedule);
  };
}
