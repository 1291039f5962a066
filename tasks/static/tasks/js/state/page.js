/** State of the page: stored choices, the cursor, open dialogs. It contains no rows. */
import { storedSignal } from "#wd/core/stored-signal.js";
import { computed, signal } from "#wd/core/ui.js";

export const sort = storedSignal("sort", /** @type {Sort} */ ("impact"));
export const energy = storedSignal("energy", /** @type {Energy} */ ("focus"));
export const view = storedSignal("view", /** @type {View} */ ("day"));
const foldedKeys = storedSignal("folded", ["completed"]);

export const place = signal(/** @type {Place} */ ({ name: "today" }));
export const page = computed(() => place.value.name);
export const pane = signal(/** @type {"list" | "calendar"} */ ("list"));
/** The domain of the page; null on all other pages. */
export const domainFilter = computed(() =>
  place.value.name === "domain" ? (place.value.id ?? null) : null,
);
/** The calendar's day; the clock sets it at the start. */
export const day = signal("");
export const hourHeight = signal(60);

export const cursor = signal(/** @type {string | null} */ (null));
export const selected = signal(/** @type {Set<string>} */ (new Set()));
/** Entries completed or skipped during this visit, which stay in place. */
export const sticky = signal(/** @type {Set<string>} */ (new Set()));

/** The key of the entry in the panel. */
export const openKey = signal(/** @type {string | null} */ (null));
/** The open dialog: "palette", "help", "move"… */
export const dialog = signal(/** @type {string | null} */ (null));
/** What was typed since ⌘K, while the palette still loads. */
export const typedAhead = signal("");
/** The event whose details are open, and the block next to which they are. */
export const openEvent = signal(/** @type {{entry: Entry, anchor: Element} | null} */ (null));
/** Where the action menu opens: next to a box of the screen, or as a sheet from below. */
export const actionsAt = signal(
  /** @type {{box: DOMRect | null, sheet: boolean}} */ ({ box: null, sheet: false }),
);
/** The pill being edited: the field, the entry's key, and the button that anchors the menu. */
export const pill = signal(
  /** @type {{field: string, key: string, anchor: Element} | null} */ (null),
);

export const folded = computed(() => new Set(foldedKeys.value));

/** @param {string} key */
export function toggleFolded(key) {
  const keys = foldedKeys.value;
  foldedKeys.value = keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key];
}

/** @param {Iterable<string>} keys @param {boolean} keep */
export function keepInPlace(keys, keep) {
  const now = new Set(sticky.value);
  for (const key of keys) {
    if (keep) now.add(key);
    else now.delete(key);
  }
  sticky.value = now;
}

/** @param {string} key */
export function toggleSelected(key) {
  const now = new Set(selected.value);
  if (!now.delete(key)) now.add(key);
  selected.value = now;
}

/** Open the panel of a task, or the details of an event. @param {Entry} entry @param {Element} anchor */
export function openEntry(entry, anchor) {
  if (entry.kind === "event") openEvent.value = { entry, anchor };
  else openKey.value = entry.key;
}

export const clearSelection = () => {
  selected.value = new Set();
};

/**
 * Open the menu of actions for an entry, or for the whole selection that contains it.
 * @param {string} key of a row or block
 * @param {{box?: DOMRect, sheet?: boolean}} [at] the box it opens next to; without one, the row or block
 */
export function openActions(key, { box, sheet = false } = {}) {
  if (!selected.peek().has(key)) clearSelection();
  cursor.value = key;
  actionsAt.value = { box: box ?? null, sheet };
  dialog.value = "actions";
}

/** Return the point of the pointer as a box. @param {MouseEvent} event */
export const pointOf = ({ clientX, clientY }) => new DOMRect(clientX, clientY, 0, 0);
