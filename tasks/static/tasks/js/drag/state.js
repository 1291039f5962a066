/** The current drag and its target, which the views render. */
import { signal } from "#wd/core/ui.js";

/**
 * A slot on the calendar; a null `start` means any time.
 * @typedef {{date: string, start: number | null, end: number | null}} Spot
 */
/** A place in the list. @typedef {{key: string, where: "before" | "after" | "inside"}} RowSpot */
/**
 * @typedef {object} Drag
 * @property {"entries" | "block" | "range"} kind
 * @property {Entry[]} entries
 * @property {Spot | null} spot
 * @property {RowSpot | null} [row]
 * @property {string | null} [edge] "start" or "end" while resizing
 */

export const drag = signal(/** @type {Drag | null} */ (null));

/** @param {Spot | null} a @param {Spot | null} b */
const sameSpot = (a, b) =>
  a === b ||
  (a !== null && b !== null && a.date === b.date && a.start === b.start && a.end === b.end);

/**
 * Update the drag only if its target changed: the pointer moves more often.
 * @param {Drag} next
 */
export function showDrag(next) {
  const current = drag.peek();
  const same =
    current &&
    current.kind === next.kind &&
    sameSpot(current.spot, next.spot) &&
    current.row?.key === next.row?.key &&
    current.row?.where === next.row?.where;
  if (!same) drag.value = next;
}

/**
 * The row that a finger moves aside. `armed`: whether releasing it acts.
 * @typedef {{key: string, side: "left" | "right", armed: boolean}} Swipe
 */
export const swipe = signal(/** @type {Swipe | null} */ (null));

/** @param {Swipe} next */
export function showSwipe(next) {
  const current = swipe.peek();
  const same = current && current.side === next.side && current.armed === next.armed;
  if (!same) swipe.value = next;
}
