/** Moves a row aside with a finger: to the right completes it, to the left plans it. */
import { swallowClick } from "#wd/tasks/drag/press.js";
import { showSwipe, swipe } from "#wd/tasks/drag/state.js";
import { isOpen } from "#wd/tasks/model/entry.js";
import { toggleDone } from "#wd/tasks/state/actions.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { clearSelection, cursor, dialog } from "#wd/tasks/state/page.js";

/** The share of the row's width after which releasing it acts, between two lengths in pixels. */
const SHARE = 0.3;
const LEAST = 88;
const MOST = 132;
/** Beyond that, the row follows only this share of the finger. */
const RESISTANCE = 0.35;

/** @typedef {{row: HTMLElement, entry: Entry, from: number, enough: number}} Swiped */

/** @param {PointerEvent} first the press @param {PointerEvent} event @param {string} key */
export function swipeRow(first, event, key) {
  const row = document.getElementById(key);
  const entry = entryAt(key);
  if (!row || !entry) return;
  const enough = Math.min(MOST, Math.max(LEAST, row.offsetWidth * SHARE));
  const swiped = { row, entry, from: first.clientX, enough };
  follow(event, swiped);
  listen(first.pointerId, swiped);
}

/** @param {number} pointer @param {Swiped} swiped */
function listen(pointer, swiped) {
  const ends = new AbortController();
  const { signal } = ends;
  const end = (/** @type {boolean} */ acts) => {
    ends.abort();
    swallowClick();
    const { side, armed } = swipe.peek() ?? {};
    settle(swiped.row);
    if (acts && armed) (side === "right" ? complete : plan)(swiped.entry);
  };
  const handle = (/** @type {(event: PointerEvent) => void} */ run) => (/** @type {any} */ event) =>
    event.pointerId === pointer && run(event);
  addEventListener(
    "pointermove",
    handle((event) => follow(event, swiped)),
    { signal },
  );
  addEventListener(
    "pointerup",
    handle(() => end(true)),
    { signal },
  );
  addEventListener(
    "pointercancel",
    handle(() => end(false)),
    { signal },
  );
  addEventListener("pointerdown", () => end(false), { signal, capture: true }); // a second finger
  // Not passive: a row that moves sideways does not scroll.
  const stay = (/** @type {TouchEvent} */ event) => event.cancelable && event.preventDefault();
  document.addEventListener("touchmove", stay, { signal, passive: false });
}

/** @param {PointerEvent} event @param {Swiped} swiped */
function follow({ clientX }, { row, entry, from, enough }) {
  const across = clientX - from;
  const side = across < 0 ? "left" : "right";
  const possible = side === "right" || isOpen(entry);
  const armed = possible && Math.abs(across) >= enough;
  const beyond = Math.max(0, Math.abs(across) - (possible ? enough : 0)) * (1 - RESISTANCE);
  row.dataset.swiped = "";
  row.style.setProperty("--swipe", `${across - Math.sign(across) * beyond}px`);
  if (armed && !swipe.peek()?.armed) navigator.vibrate?.(8);
  if (possible) showSwipe({ key: entry.key, side, armed });
}

/** Move the row back; the hint behind it stays until it is there. @param {HTMLElement} row */
function settle(row) {
  row.style.setProperty("--swipe", "0px");
  row.dataset.swiped = "back";
  Promise.allSettled(row.getAnimations().map(({ finished }) => finished)).then(() => {
    delete row.dataset.swiped;
    row.style.removeProperty("--swipe");
    if (swipe.peek()?.key === row.id) swipe.value = null;
  });
}

/** @param {Entry} entry the row at the start; it may have changed since */
const complete = ({ key }) => {
  const entry = entryAt(key);
  if (entry) toggleDone(entry);
};

/** @param {Entry} entry */
function plan({ key }) {
  clearSelection();
  cursor.value = key;
  dialog.value = "move";
}
