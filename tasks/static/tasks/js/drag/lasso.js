/** Selects rows by dragging a box around them, from beside the rows or with Shift. */

import { edgeScroll, stopScrolling } from "#wd/tasks/drag/hit-test.js";
import { press } from "#wd/tasks/drag/press.js";
import { selected } from "#wd/tasks/state/page.js";

/** @param {PointerEvent} event */
export function lasso(event) {
  const box = document.body.appendChild(document.createElement("div"));
  box.className = "lasso";
  box.hidden = true;
  const before = event.shiftKey ? selected.peek() : new Set();
  const move = (/** @type {PointerEvent} */ at) => {
    const area = between(event, at);
    draw(box, area);
    selected.value = new Set([.../** @type {Set<string>} */ (before), ...keysIn(area)]);
    edgeScroll(at, () => move(at));
  };
  const end = () => {
    stopScrolling();
    box.remove();
  };
  press(event, { start: () => {}, move, drop: end, cancel: end });
  addEventListener("pointerup", end, { once: true });
}

/** @param {PointerEvent} a @param {PointerEvent} b */
const between = (a, b) =>
  new DOMRect(
    Math.min(a.clientX, b.clientX),
    Math.min(a.clientY, b.clientY),
    Math.abs(a.clientX - b.clientX),
    Math.abs(a.clientY - b.clientY),
  );

/** @param {HTMLElement} box @param {DOMRect} area */
function draw(box, { left, top, width, height }) {
  box.hidden = false;
  box.style.inset = `${top}px auto auto ${left}px`;
  box.style.width = `${width}px`;
  box.style.height = `${height}px`;
}

/** @param {DOMRect} area @returns {string[]} */
const keysIn = (area) =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".rows > .row")])
    .filter((row) => {
      const box = row.getBoundingClientRect();
      return box.bottom > area.top && box.top < area.bottom;
    })
    .map((row) => row.dataset.key ?? "");
