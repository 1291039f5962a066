/** Keys of a block: move the focus, move, resize, complete, remove. */
import { t } from "#wd/core/i18n.js";
import { addDays, clamp, DAY, STEP } from "#wd/core/time.js";
import { place, schedule, toggleDone, unschedule } from "#wd/tasks/state/actions.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { events } from "#wd/tasks/state/events.js";
import { notify } from "#wd/tasks/state/notice.js";
import { day, openEntry, view } from "#wd/tasks/state/page.js";

/** @param {KeyboardEvent} event @param {string} key of the block */
export function blockKeys(event, key) {
  // The current entry: a second press may arrive before the first one is rendered.
  const entry = entryAt(key) ?? events.value.get(key);
  if (!entry || event.metaKey || event.ctrlKey || !handle(event, entry)) return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * @param {KeyboardEvent} event @param {Entry} entry
 * @returns {boolean} whether the key was handled
 */
function handle(event, entry) {
  const { key, altKey, shiftKey } = event;
  if (altKey) return change(key, shiftKey, entry);
  if (key.startsWith("Arrow")) return moveFocus(event);
  if (key === "Enter") openEntry(entry, /** @type {Element} */ (event.currentTarget));
  else if (entry.kind === "event") return false;
  else if (key === "Delete" || key === "Backspace") unschedule([entry]);
  else if (key === " ") toggleDone(entry);
  else return false;
  return true;
}

/** @param {string} key @param {boolean} shift @param {Entry} entry */
function change(key, shift, entry) {
  const minutes = { ArrowUp: -STEP, ArrowDown: STEP }[key] ?? 0;
  const days = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0;
  if (!minutes && !days) return false;
  if (entry.kind === "event") notify(t("Events of connected calendars can't be moved here."));
  else if (days) moveDays(entry, days);
  else if (entry.start !== null) moveMinutes(entry, entry.start, minutes, shift);
  return true;
}

/** @param {Entry} entry @param {number} days */
function moveDays(entry, days) {
  const date = addDays(entry.date ?? day.value, days);
  schedule([entry], { date, start: entry.start }, true);
  if (view.value === "day") day.value = date;
}

/** @param {Entry} entry @param {number} start @param {number} minutes @param {boolean} resize */
function moveMinutes(entry, start, minutes, resize) {
  const date = /** @type {string} */ (entry.date);
  const last = start < DAY ? DAY - STEP : 2 * DAY - STEP;
  const at = resize ? start : clamp(start + minutes, 0, last);
  const length = resize ? clamp(entry.minutes + minutes, STEP, DAY) : entry.minutes;
  place(entry, { date, start: at, end: at + length }, true);
}

/** Move the focus to the next block by time. @param {KeyboardEvent} event */
function moveFocus(event) {
  const block = /** @type {HTMLElement} */ (event.currentTarget);
  const all = /** @type {HTMLElement[]} */ ([
    ...(block.closest(".calendar")?.querySelectorAll("[data-at]") ?? []),
  ]);
  all.sort((a, b) => (a.dataset.at ?? "").localeCompare(b.dataset.at ?? ""));
  const step = event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : 1;
  const next = all[all.indexOf(block) + step];
  next?.focus();
  return true;
}
