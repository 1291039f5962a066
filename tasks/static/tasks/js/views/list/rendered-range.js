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

/**
 * Follow the scroll position of the rows, or of the whole list where the screen is short.
 * @param {HTMLElement} box of the rows @returns {() => void} stops watching
 */
export function watchScroll(box) {
  let frame = 0;
  const update = () => {
    frame = 0;
    const row = box.querySelector(".row");
    const height = row?.clientHeight || DEFAULT_HEIGHT;
    const above = Math.max(0, -(row?.getBoundingClientRect().top ?? 0));
    const first = Math.floor((above / height - MARGIN) / STEP) * STEP;
    const last = first + Math.ceil(innerHeight / height) + 2 * MARGIN + STEP;
    if (first !== renderedRange.peek().first || last !== renderedRange.peek().last)
      renderedRange.value = { first, last };
  };
  const schedule = () => {
    frame ||= requestAnimationFrame(update);
  };
  const options = { passive: true, capture: true }; // scroll events do not bubble
  document.addEventListener("scroll", schedule, options);
  return () => {
    cancelAnimationFrame(frame);
    document.removeEventListener("scroll", schedule, options);
  };
}
