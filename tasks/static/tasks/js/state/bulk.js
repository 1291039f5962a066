/** Changes of several entries at once: each is one request and one undo. */
import { t } from "#wd/core/i18n.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { actionOf, patch } from "#wd/tasks/state/actions.js";
import { edit } from "#wd/tasks/state/changes.js";

/** The number of rows that the server changes in one request. */
export const MAX_ROWS = 1000;

/**
 * Set how long entries take; a day of a series has its own duration.
 * @param {Entry[]} entries @param {number | null} duration
 */
export function setDuration(entries, duration) {
  const fieldsOf = (/** @type {Entry} */ { kind }) =>
    kind === "instance" ? { own_duration: duration } : { duration };
  const text = t("Duration changed: {tasks}", { tasks: nameOf(entries) });
  if (entries.length === 1) return patch(entries[0], fieldsOf(entries[0]), text);
  /** @type {[Entry, object][]} */
  const shown = entries.map((entry) => [entry, fieldsOf(entry)]);
  return edit([actionOf(entries, "change", shown, { duration })], { text });
}

/**
 * Add a label to tasks, or remove it if all have it. Other labels stay.
 * @param {Entry[]} tasks @param {Label} label
 */
export function toggleLabel(tasks, { id, name }) {
  const remove = tasks.every(({ task }) => task.labels.includes(id));
  /** @type {[Entry, object][]} */
  const shown = tasks.map((entry) => {
    const others = entry.task.labels.filter((other) => other !== id);
    return [entry, { labels: remove ? others : [...others, id] }];
  });
  const fields = remove ? { remove_labels: [id] } : { add_labels: [id] };
  const values = { name, tasks: nameOf(tasks) };
  const text = remove
    ? t("Removed the label {name}: {tasks}", values)
    : t("Added the label {name}: {tasks}", values);
  return edit([actionOf(tasks, "change", shown, fields)], { text });
}
