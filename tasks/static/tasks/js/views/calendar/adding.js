/** Adds a task on empty time: by dragging, a double-click, a tap, or Enter on an hour. */
import { calendarHit } from "#wd/tasks/drag/hit-test.js";
import { dragRange } from "#wd/tasks/drag/range.js";
import { hourCursor, moveHourCursor, rangeAt } from "#wd/tasks/state/hour-cursor.js";
import { planRange, proposal } from "#wd/tasks/state/plan.js";
import { closedAt, newBlock } from "#wd/tasks/views/calendar/newblock.js";

/** The last press on empty time. @type {PointerEvent | null} */
let pressed = null;

/** @param {import("#wd/tasks/state/hour-cursor.js").Range} range */
const open = (range) => {
  newBlock.value = range;
};

/** Return the handlers of a day's column. @param {string} date */
export const addingAt = (date) => ({
  onPointerDown: (/** @type {PointerEvent} */ event) => {
    pressed = event;
    if (newBlock.peek() || wasClosedBy(event)) return;
    const plans = proposal.peek() || event.shiftKey;
    dragRange(event, date, plans ? planRange : open, () => addAt(event, date));
  },
  onDblClick: (/** @type {MouseEvent} */ event) => {
    if (pressed?.pointerType !== "touch") addAt(event, date);
  },
  onClick: (/** @type {MouseEvent} */ event) => {
    if (pressed?.pointerType === "touch" && !wasClosedBy(pressed)) addAt(event, date);
  },
});

/** Whether a press closed the form: then it does nothing else. @param {PointerEvent} press */
const wasClosedBy = (press) => closedAt() >= press.timeStamp;

/** @param {Event} event */
const isEmpty = ({ target }) => /** @type {Element} */ (target).matches("[data-column]");

/** @param {MouseEvent} event @param {string} date */
function addAt(event, date) {
  const minute = calendarHit(event)?.minute;
  if (minute == null || proposal.peek() || !isEmpty(event)) return;
  open(rangeAt(date, minute));
}

/** Choose an hour with the arrow keys, and add a task there with Enter. @param {KeyboardEvent} event */
export function hourKeys(event) {
  if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey)
    return;
  if (event.key === "Enter" && hourCursor.peek() && !proposal.peek())
    newBlock.value = hourCursor.peek();
  else if (!moveHourCursor(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
}
