/**
 * Drags entries out of the list, onto the calendar or to another place in the list.
 */
import { t } from "#wd/core/i18n.js";
import { clamp, DAY, STEP, snap, span } from "#wd/core/time.js";
import { hideGhost, moveGhost, showGhost } from "#wd/tasks/drag/ghost.js";
import { calendarHit, edgeScroll, rowHit, stopScrolling } from "#wd/tasks/drag/hit-test.js";
import { press } from "#wd/tasks/drag/press.js";
import { drag, showDrag } from "#wd/tasks/drag/state.js";
import { swipeRow } from "#wd/tasks/drag/swipe.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { schedule } from "#wd/tasks/state/actions.js";
import { entryAt, isTree, minutesOf, targets } from "#wd/tasks/state/derived.js";
import { announce } from "#wd/tasks/state/notice.js";
import { dropInList } from "#wd/tasks/state/ordering.js";
import { clearSelection, openActions, pane, selected, sort } from "#wd/tasks/state/page.js";

const PHONE = matchMedia("(max-width: 860px)");
/** Half a step, in minutes: the pointer is this far below the card's upper edge. */
const GRIP = 7;
/** Pixels that a resting finger may move. */
const IN_PLACE = 8;

/**
 * A finger that stays in place opens the actions, one that moves sideways at once swipes the row.
 * @param {PointerEvent} event @param {string} key
 */
export function dragEntries(event, key) {
  const entry = entryAt(key);
  if (!entry) return;
  const entries = selected.value.has(key) ? targets(null) : [entry];
  const minutes = entries.reduce((sum, dragged) => sum + minutesOf(dragged), 0);
  const row = document.getElementById(key);
  let moved = false;
  const move = (/** @type {PointerEvent} */ at) => {
    if (!moved && isInPlace(event, at)) return;
    if (!moved) begin(entries, minutes);
    moved = true;
    const spot = spotFor(at, minutes);
    const place = spot ? null : listSpot(at);
    moveGhost(at, spot !== null);
    showDrag({ kind: "entries", entries, spot, row: place });
    edgeScroll(at, () => move(at));
  };
  const end = () => {
    if (row) delete row.dataset.held;
    endDrag();
  };
  press(event, {
    start: () => row?.setAttribute("data-held", ""),
    move,
    cancel: end,
    drop: () => {
      const { spot = null, row: place = null } = drag.peek() ?? {};
      end();
      drop(entries, spot, place);
    },
    hold: () => openActions(key, { sheet: true }),
    swipe: (first, at) => swipeRow(first, at, key),
  });
}

/** Whether a finger has not moved since its press. @param {PointerEvent} first @param {PointerEvent} at */
const isInPlace = (first, at) =>
  first.pointerType === "touch" &&
  Math.hypot(at.clientX - first.clientX, at.clientY - first.clientY) <= IN_PLACE;

/** @param {Entry[]} entries @param {number} minutes */
function begin(entries, minutes) {
  showGhost(nameOf(entries), span(minutes));
  if (PHONE.matches && pane.value === "list") document.documentElement.classList.add("sheet-drop");
  announce(t("Dragging. Press Escape to cancel."));
}

/** @param {PointerEvent} at @param {number} minutes */
function spotFor(at, minutes) {
  const hit = calendarHit(at);
  if (!hit) return null;
  const { date, minute } = hit;
  if (minute === null) return { date, start: null, end: null };
  const start = clamp(snap(minute - GRIP), 0, DAY - STEP);
  return { date, start, end: start + minutes };
}

/**
 * A domain's header always accepts a drop; other rows only while sorted manually.
 * @param {PointerEvent} at
 */
function listSpot(at) {
  const spot = rowHit(at);
  return spot && ((isTree.value && sort.value === "manual") || /^d\d/.test(spot.key)) ? spot : null;
}

/**
 * @param {Entry[]} entries @param {import("#wd/tasks/drag/state.js").Spot | null} spot
 * @param {import("#wd/tasks/drag/state.js").RowSpot | null} row
 */
function drop(entries, spot, row) {
  if (spot) schedule(entries, spot);
  else if (row) dropInList(entries, row);
  else return;
  clearSelection();
}

function endDrag() {
  stopScrolling();
  hideGhost();
  drag.value = null;
  document.documentElement.classList.remove("sheet-drop");
}
