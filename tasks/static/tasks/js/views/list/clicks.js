/** Handles clicks in the list. */
import { toggleDone } from "#wd/tasks/state/actions.js";
import { today } from "#wd/tasks/state/clock.js";
import { domainsById, entries, entryAt, rows } from "#wd/tasks/state/derived.js";
import { settleEarlier } from "#wd/tasks/state/earlier.js";
import {
  clearSelection,
  cursor,
  dialog,
  openActions,
  openKey,
  pill,
  pointOf,
  selected,
  toggleFolded,
  toggleSelected,
} from "#wd/tasks/state/page.js";
import { go } from "#wd/tasks/state/route.js";
import { prefill } from "#wd/tasks/views/quickadd/prefill.js";

/** @type {Record<string, (key: string, button: HTMLElement) => void>} */
const ACTIONS = {
  done: (key) => {
    const entry = entryAt(key);
    if (entry) toggleDone(entry);
  },
  fold: toggleFolded,
  move: () => {
    dialog.value = "move";
  },
  more: (key, button) => openActions(key, { box: button.getBoundingClientRect() }),
  pill: (key, button) => {
    pill.value = { field: button.dataset.field ?? "", key, anchor: button };
  },
  add: (key) => {
    const domain = domainsById.peek().get(Number(key.slice(1)));
    if (domain) prefill(`#${domain.name} `);
  },
  day: (key) => go({ name: "day", date: key.slice(2) }),
  "earlier-complete": () => settleEarlier("complete", earlier()),
  "earlier-skip": () => settleEarlier("skip", earlier()),
};

/** Return pending instances from before today. @returns {Entry[]} */
const earlier = () =>
  [...entries.peek().values()].filter(
    ({ kind, status, date }) =>
      kind === "instance" && status === "pending" && date !== null && date < today.peek(),
  );

/** @param {MouseEvent} event */
export function handleClick(event) {
  const target = /** @type {Element} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest("[data-key]"));
  const key = row?.dataset.key;
  if (!row || !key) return;
  const before = cursor.peek();
  cursor.value = key;
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-act]"));
  if (button) return ACTIONS[button.dataset.act ?? ""](key, button);
  if (row.matches(".group")) return toggleFolded(key);
  choose(event, key, before);
}

/**
 * @param {MouseEvent} event @param {string} key @param {string | null} before where the cursor was
 */
function choose(event, key, before) {
  const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
  if (event.metaKey || event.ctrlKey || (touch && selected.peek().size)) toggleSelected(key);
  else if (event.shiftKey) selectRange(before, key);
  else if (selected.peek().size) clearSelection();
  else openKey.value = key;
}

/** @param {string | null} from @param {string} to */
function selectRange(from, to) {
  const keys = rows.peek().flatMap(({ kind, key }) => (kind === "item" ? [key] : []));
  const ends = [keys.indexOf(from ?? to), keys.indexOf(to)].filter((at) => at >= 0);
  const range = keys.slice(Math.min(...ends), Math.max(...ends) + 1);
  selected.value = new Set([...selected.peek(), ...range]);
}

/** A right click opens the actions; on a touch screen, a long press does. @param {PointerEvent} event */
export function handleContextMenu(event) {
  const target = /** @type {Element} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest(".row"));
  if (!row?.dataset.key) return;
  event.preventDefault();
  if (event.pointerType !== "touch") openActions(row.dataset.key, { box: pointOf(event) });
}
