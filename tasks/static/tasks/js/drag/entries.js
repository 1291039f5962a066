/**
 * Drags entries out of the list, onto the calendar or to another place in the list.
 */
import { t } from "#wd/core/i18n.js";
import { clamp, DAY, STEP, snap, span } from "#wd/core/time.js";
import { hideGhost, moveGhost, showGhost } from "#wd/tasks/drag/ghost.js";
import { calendarHit, edgeScroll, rowHit, stopScrolling } from "#wd/tasks/drag/hit-test.js";
import { press } from "#wd/tasks/drag/press.js";
import { drag, showDrag } from "#wd/tasks/drag/state.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { schedule } from "#wd/tasks/state/actions.js";
import { entryAt, minutesOf, targets } from "#wd/tasks/state/derived.js";
import { announce } from "#wd/tasks/state/notice.js";
import { dropInList } from "#wd/tasks/state/ordering.js";
import { clearSelection, pane, selected, sort } from "#wd/tasks/state/page.js";

const PHONE = matchMedia("(max-width: 860px)");
/** Half a step, in minutes: the pointer is this far below the card's upper edge. */
const GRIP = 7;

/** @param {PointerEvent} event @param {string} key */
export function dragEntries(event, key) {
  const entry = entryAt(key);
  if (!entry) return;
  const entries = selected.value.has(key) ? targets(null) : [entry];
  const minutes = entries.reduce((sum, dragged) => sum + minutesOf(dragged), 0);
  const move = (/** @type {PointerEvent} */ at) => {
    const spot = spotFor(at, minutes);
    const row = spot ? null : listSpot(at);
    moveGhost(at, spot !== null);
    showDrag({ kind: "entries", entries, spot, row });
    edgeScroll(at, () => move(at));
  };
  press(event, {
    start: () => begin(entries, minutes),
    move,
    cancel: end,
    drop: () => drop(entries),
  });
}

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
  return spot && (sort.value === "manual" || spot.key.startsWith("d")) ? spot : null;
}

/** @param {Entry[]} entries */
function drop(entries) {
  const { spot = null, row = null } = drag.peek() ?? {};
  end();
  if (spot) schedule(entries, spot);
  else if (row) dropInList(entries, row);
  else return;
  clearSelection();
}

function end() {
  stopScrolling();
  hideGhost();
  drag.value = null;
  document.documentElement.classList.remove("sheet-drop");
}
