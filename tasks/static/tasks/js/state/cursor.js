/** Moves the cursor through the list by keyboard. */
import { clamp } from "#wd/core/time.js";
import { rows } from "#wd/tasks/state/derived.js";
import { indent } from "#wd/tasks/state/ordering.js";
import { cursor, selected, toggleFolded } from "#wd/tasks/state/page.js";

const at = () =>
  Math.max(
    0,
    rows.peek().findIndex(({ key }) => key === cursor.peek()),
  );
const isInList = () => rows.peek().some(({ key }) => key === cursor.peek());

/** @param {number} steps */
export function move(steps) {
  const all = rows.peek();
  if (!all.length) return;
  cursor.value = all[isInList() ? clamp(at() + steps, 0, all.length - 1) : 0].key;
  focusList();
}

/** Focus the row now, not in the next frame: the next key must already reach it. */
export function focusList() {
  const key = cursor.peek() ?? rows.peek()[0]?.key;
  cursor.value = key ?? null;
  const row = document.getElementById(key ?? "");
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

export function focusBlocks() {
  const first = document.querySelector(".calendar [data-at][tabindex='0']");
  /** @type {HTMLElement | null} */ (
    first ?? document.querySelector(".calendar [data-at], .hours")
  )?.focus();
}

export function focusProposal() {
  /** @type {HTMLElement | null} */ (document.querySelector(".proposal input"))?.focus();
}

/** @param {boolean} folded */
export function fold(folded) {
  const row = rows.peek()[at()];
  if (!row || row.folded === folded) return;
  if (row.kind === "group" || row.parent) toggleFolded(row.key);
}

/** @param {1 | -1} direction */
export function nest(direction) {
  const row = rows.peek()[at()];
  const above = rows.peek()[at() - 1];
  if (row?.kind !== "item" || row.entry.kind !== "task") return;
  indent(row.entry, direction, above?.kind === "item" ? above.entry : undefined);
}

/** @param {number} steps */
export function selectMoving(steps) {
  const add = () => {
    const key = cursor.peek();
    const isItem = rows.peek().some((row) => row.key === key && row.kind === "item");
    if (key && isItem) selected.value = new Set(selected.peek()).add(key);
  };
  add();
  move(steps);
  add();
}

export function selectAll() {
  const items = rows.peek().filter(({ kind }) => kind === "item");
  selected.value = new Set(items.map(({ key }) => key));
}
