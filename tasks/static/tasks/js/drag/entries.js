/**
 * Drags entries out of the list, onto the calendar or to another place in the list.
 */
import { t } from "#wd/core/i18n.js";
import { clamp, DAY, STEP, snap, span } from "#wd/core/time.js";
import { hideGhost, moveGhost, showGhost } from "#wd/tasks/drag/ghost.js";
import { calendarHit, edgeScroll, stopScrolling } from "#wd/tasks/drag/hit-test.js";
import { press } from "#wd/tasks/drag/press.js";
import { drag, showDrag } from "#wd/tasks/drag/state.js";
import { swipeRow } from "#wd/tasks/drag/swipe.js";
import { listTarget, mark, sidebarTarget } from "#wd/tasks/drag/targets.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { schedule } from "#wd/tasks/state/actions.js";
import { entryAt, minutesOf, targets } from "#wd/tasks/state/derived.js";
import { announce } from "#wd/tasks/state/notice.js";
import { clearSelection, dialog, openActions, pane, selected } from "#wd/tasks/state/page.js";

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
  /** @type {import("#wd/tasks/drag/targets.js").Target | null} */
  let target = null;
  const move = (/** @type {PointerEvent} */ at) => {
    if (!moved && isInPlace(event, at)) return;
    if (!moved) begin(entries, minutes);
    moved = true;
    const spot = spotFor(at, minutes);
    target = spot ? null : (sidebarTarget(at, entries) ?? listTarget(at, entries));
    mark(target?.link);
    moveGhost(at, spot !== null, target?.hint ?? "");
    showDrag({ kind: "entries", entries, spot, row: target?.row ?? null });
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
      const spot = drag.peek()?.spot;
      end();
      if (spot) schedule(entries, spot);
      else target?.drop?.();
      if ((spot || target?.drop) && !dialog.peek()) clearSelection();
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

function endDrag() {
  mark(undefined);
  stopScrolling();
  hideGhost();
  drag.value = null;
  document.documentElement.classList.remove("sheet-drop");
}
