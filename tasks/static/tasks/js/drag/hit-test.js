/** Finds the minute, the day or the row at a point of the screen. */
import { hourHeight } from "#wd/tasks/state/page.js";

/** @param {Element} element @param {number} x @param {number} y */
function contains(element, x, y) {
  const box = element.getBoundingClientRect();
  return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
}

/**
 * @param {string} selector @param {number} x @param {number} y
 * @returns {HTMLElement | undefined}
 */
const under = (selector, x, y) =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]).find((element) =>
    contains(element, x, y),
  );

/**
 * A day of the month view has no time.
 * @typedef {{date: string, minute: number | null, wholeDay?: boolean}} CalendarHit
 */

/** @param {{clientX: number, clientY: number}} point @returns {CalendarHit | null} */
export function calendarHit({ clientX: x, clientY: y }) {
  const lane = under("[data-lane]", x, y);
  if (lane) return { date: /** @type {string} */ (lane.dataset.lane), minute: null };
  const cell = under("[data-day]", x, y);
  if (cell) return { date: /** @type {string} */ (cell.dataset.day), minute: null, wholeDay: true };
  const scroller = document.querySelector(".hours");
  if (!scroller || !contains(scroller, x, y)) return null;
  const columns = /** @type {HTMLElement[]} */ ([...scroller.querySelectorAll("[data-column]")]);
  for (const column of columns) {
    const box = column.getBoundingClientRect();
    if (x < box.left || x >= box.right) continue;
    const minute = ((y - box.top) / hourHeight.value) * 60;
    return { date: /** @type {string} */ (column.dataset.column), minute };
  }
  return null;
}

/**
 * Return the link of the sidebar at a point.
 * @param {{clientX: number, clientY: number}} point @returns {HTMLAnchorElement | undefined}
 */
export const sidebarHit = ({ clientX: x, clientY: y }) =>
  /** @type {HTMLAnchorElement | undefined} */ (under(".side li a", x, y));

const INDENT = 26;

/**
 * @param {{clientX: number, clientY: number}} point
 * @returns {import("#wd/tasks/drag/state.js").RowSpot | null}
 */
export function rowHit({ clientX: x, clientY: y }) {
  const row = /** @type {HTMLElement | undefined} */ (
    document.elementsFromPoint(x, y).find((element) => element.matches(".rows > [data-key]"))
  );
  if (!row) return null;
  const key = /** @type {string} */ (row.dataset.key);
  if (row.matches(".group")) return { key, where: "inside" };
  const box = row.getBoundingClientRect();
  if (y < box.top + box.height / 2) return { key, where: "before" };
  const title = row.querySelector(".title")?.getBoundingClientRect().left ?? box.left;
  return { key, where: x > title + INDENT ? "inside" : "after" };
}

const ZONE = 44;
let frame = 0;

/**
 * Scroll while the pointer is at an edge of the hours or the list. On a short screen the whole list
 * scrolls, with its header.
 * @param {{clientX: number, clientY: number}} point @param {() => void} onScroll
 */
export function edgeScroll({ clientX: x, clientY: y }, onScroll) {
  cancelAnimationFrame(frame);
  const scroller = [".hours", ".rows", ".month", ".list"]
    .map((selector) => document.querySelector(selector))
    .find((element) => element && isScrolled(element) && within(element, x, y));
  if (!scroller) return;
  const box = scroller.getBoundingClientRect();
  const up = Math.max(0, box.top + ZONE - y);
  const down = Math.max(0, y - box.bottom + ZONE);
  if (!up && !down) return;
  frame = requestAnimationFrame(() => {
    scroller.scrollTop += (down - up) / 5;
    onScroll();
  });
}

/** @param {Element} element */
const isScrolled = (element) => element.scrollHeight > element.clientHeight;

/** @param {Element} element @param {number} x @param {number} y */
function within(element, x, y) {
  const box = element.getBoundingClientRect();
  return x >= box.left && x < box.right && y > box.top - 20 && y < box.bottom + 20;
}

export const stopScrolling = () => cancelAnimationFrame(frame);
