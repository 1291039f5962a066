/** State of the page: stored choices, the cursor, open dialogs. It contains no rows. */
import { storedSignal } from "#wd/core/stored-signal.js";
import { computed, signal } from "#wd/core/ui.js";

export const sort = storedSignal("sort", /** @type {Sort} */ ("impact"));
export const energy = storedSignal("energy", /** @type {Energy} */ ("focus"));
export const view = storedSignal("view", /** @type {View} */ ("day"));
const foldedKeys = storedSignal("folded", ["completed"]);

export const page = signal(/** @type {"today" | "week" | "thoughts"} */ ("today"));
export const pane = signal(/** @type {"list" | "calendar"} */ ("list"));
/** The only domain to show; null shows all. */
export const domainFilter = signal(/** @type {number | null} */ (null));
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

export const clearSelection = () => {
  selected.value = new Set();
};
