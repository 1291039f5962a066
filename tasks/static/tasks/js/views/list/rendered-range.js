/**
 * Which rows are near what is seen: only they are drawn with all their parts, the others by title.
 */
import { signal } from "#wd/core/ui.js";

const MARGIN = 40;
const STEP = 20;
const USUAL_HEIGHT = 36;

/** @typedef {{first: number, last: number}} Range */

export const near = signal(/** @type {Range} */ ({ first: 0, last: 2 * MARGIN }));

/** @param {number} i @param {Range} range */
export const isNear = (i, { first, last }) => i >= first && i <= last;

/** @param {HTMLElement} box the scrolled list @returns {() => void} stops watching */
export function watchScroll(box) {
  let frame = 0;
  const look = () => {
    frame = 0;
    const height = box.querySelector(".row")?.clientHeight || USUAL_HEIGHT;
    const first = Math.floor((box.scrollTop / height - MARGIN) / STEP) * STEP;
    const last = first + Math.ceil(box.clientHeight / height) + 2 * MARGIN + STEP;
    if (first !== near.peek().first || last !== near.peek().last) near.value = { first, last };
  };
  const soon = () => {
    frame ||= requestAnimationFrame(look);
  };
  box.addEventListener("scroll", soon, { passive: true });
  return () => {
    cancelAnimationFrame(frame);
    box.removeEventListener("scroll", soon);
  };
}
