/** What the person looks at: remembered choices, the cursor, what is open. No rows. */
import { remembered } from "#wd/core/stored-signal.js";
import { computed, signal } from "#wd/core/ui.js";

export const sort = remembered("sort", /** @type {Sort} */ ("impact"));
export const energy = remembered("energy", /** @type {Energy} */ ("focus"));
export const view = remembered("view", /** @type {View} */ ("day"));
const foldedKeys = remembered("folded", ["completed"]);

export const page = signal(/** @type {"today" | "week" | "thoughts"} */ ("today"));
export const pane = signal(/** @type {"list" | "calendar"} */ ("list"));
/** The one domain shown; null shows all. */
export const only = signal(/** @type {number | null} */ (null));
/** The day the calendar stands on; set by the clock at the start. */
export const day = signal("");
export const hourHeight = signal(60);

export const cursor = signal(/** @type {string | null} */ (null));
export const selected = signal(/** @type {Set<string>} */ (new Set()));
/** What was completed or skipped in this visit: it stays where it was. */
export const kept = signal(/** @type {Set<string>} */ (new Set()));

/** The entry in the panel. */
export const opened = signal(/** @type {string | null} */ (null));
/** The dialog in front: "palette", "help", "move"… */
export const dialog = signal(/** @type {string | null} */ (null));
/** The pill being edited: which field of which entry, and the button it hangs on. */
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
  const now = new Set(kept.value);
  for (const key of keys) {
    if (keep) now.add(key);
    else now.delete(key);
  }
  kept.value = now;
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
