/** Commands on the selection, or on the row or block at the cursor. */
import { t } from "#wd/core/i18n.js";
import { isDark, setTheme } from "#wd/core/theme.js";
import { isOpen } from "#wd/tasks/model/entry.js";
import {
  archive,
  complete,
  isKept,
  keepTimes,
  moveToTrash,
  patchAll,
  reopen,
  schedule,
  skip,
} from "#wd/tasks/state/actions.js";
import { today } from "#wd/tasks/state/clock.js";
import { targets, tasksOf } from "#wd/tasks/state/derived.js";
import { scheduleInFreeSlot } from "#wd/tasks/state/free-slot.js";
import { notify } from "#wd/tasks/state/notice.js";
import {
  clearSelection,
  cursor,
  dialog,
  openActions,
  openKey,
  toggleSelected,
} from "#wd/tasks/state/page.js";
import { discard, proposal } from "#wd/tasks/state/plan.js";
import { setPreferences } from "#wd/tasks/state/preferences.js";

const current = () => targets(cursor.peek());

export const hasTargets = () => current().length > 0;
export const hasOneTarget = () => current().length === 1;
export const hasKept = () => current().some(isKept(true));
export const hasMovable = () => current().some(isKept(false));
export const hasInstances = () => current().some(({ kind }) => kind === "instance");

/** @param {(entries: Entry[]) => unknown} action */
const onTargets = (action) => () => {
  action(current());
  clearSelection();
};

export const toggleTargets = onTargets((entries) =>
  entries.some(isOpen) ? complete(entries) : reopen(entries),
);
export const skipTargets = onTargets(skip);
export const archiveTargets = onTargets(archive);
export const planTargets = onTargets(scheduleInFreeSlot);
export const keepTargets = onTargets((entries) => keepTimes(entries, true));
export const releaseTargets = onTargets((entries) => keepTimes(entries, false));
export const anyTimeToday = onTargets((entries) =>
  schedule(entries, { date: today.peek(), start: null }),
);

/** Delete the targets. A day of a series may stand for its series: the person chooses. */
export function deleteTargets() {
  if (hasInstances()) dialog.value = "delete";
  else onTargets(moveToTrash)();
}

/** A day of a series has the impact of its series. @param {number} impact 1–4 */
export const setImpact = (impact) => {
  const tasks = tasksOf(current().filter(({ kind }) => kind !== "event"));
  if (tasks.length) patchAll(tasks, { impact }, t("Impact changed"));
};

export function chooseDeadline() {
  if (current().some(({ kind }) => kind === "task")) dialog.value = "deadline";
  else notify(t("Open the series to set the deadline of its days."));
}

export function openTarget() {
  openKey.value = current()[0].key;
}

/** Open the menu of actions at the cursor, or else at the first selected row. */
export function showActions() {
  const { key } =
    targets(cursor.peek()).find((entry) => entry.key === cursor.peek()) ?? current()[0];
  openActions(key);
}

export function selectTarget() {
  const key = cursor.peek();
  if (key) toggleSelected(key);
}

/** Close what is in front: the panel, the proposal, or the selection. */
export function closeTop() {
  if (openKey.peek()) openKey.value = null;
  else if (proposal.peek()) discard();
  else clearSelection();
}

/**
 * @template T
 * @param {{value: T}} choice @param {T} value
 */
export const choose = (choice, value) => () => {
  choice.value = value;
};

export function switchTheme() {
  const theme = isDark() ? "light" : "dark";
  setTheme(theme);
  setPreferences({ theme });
}
