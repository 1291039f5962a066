/** What is being dragged, and where it would fall: the views draw it. */
import { signal } from "#wd/core/ui.js";

/**
 * A place on the calendar; `start` null is any time.
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
 * Draw only when something differs: the pointer moves more often than its meaning.
 * @param {Drag} next
 */
export function showDrag(next) {
  const now = drag.peek();
  const same =
    now &&
    now.kind === next.kind &&
    sameSpot(now.spot, next.spot) &&
    now.row?.key === next.row?.key &&
    now.row?.where === next.row?.where;
  if (!same) drag.value = next;
}
