/** The actions that apply to entries, in the order of the action menu. */
import { t } from "#wd/core/i18n.js";
import { dayMonth, span, weekday } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { dayPicks } from "#wd/tasks/model/day-picks.js";
import { isOpen, isScheduled } from "#wd/tasks/model/entry.js";
import { DURATIONS, IMPACTS, nameOf, removalLabel } from "#wd/tasks/model/wording.js";
import * as act from "#wd/tasks/state/actions.js";
import { setDuration, toggleLabel } from "#wd/tasks/state/bulk.js";
import { today } from "#wd/tasks/state/clock.js";
import { copyLink } from "#wd/tasks/state/copy-link.js";
import { activeDomains, tasksOf } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { clearSelection, dialog, openKey, selected, toggleSelected } from "#wd/tasks/state/page.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";
import { deleteSeries } from "#wd/tasks/state/series.js";
import { labels, preferences } from "#wd/tasks/state/server.js";
import { Keys } from "#wd/tasks/views/overlay/help.js";

/** @typedef {import("#wd/tasks/views/menu.js").Option} Option */
/** @typedef {{label: string, value: any, options: Option[], pick: (value: any) => void}} Choices */
/** An option whose value is a function, or that opens a list of choices. @typedef {Option & {choices?: Choices}} Action */
/** @typedef {[applies: boolean, name: string, icon: string, run: () => unknown, more?: Partial<Action> & {key?: string, selects?: boolean}]} Line */

/** @param {Entry[]} entries @returns {Action[]} */
export const actionsFor = (entries) =>
  [basics, scheduling, fields, filing]
    .map((group) =>
      group(entries)
        .filter(([applies]) => applies)
        .map(asAction),
    )
    .flatMap(([first, ...rest], i) => (first ? [{ ...first, line: i > 0 }, ...rest] : []));

/** @param {Line} line @returns {Action} */
function asAction([, name, icon, run, { key, selects, ...more } = {}]) {
  const value = () => {
    run();
    if (!selects && !dialog.peek()) clearSelection();
  };
  const note = key && isKeyEnabled(key) && html`<span aria-hidden="true">${Keys(key)}</span>`;
  return { name, icon, value, note, opens: Boolean(more.choices), ...more };
}

/** @param {string} name */
const opens = (name) => () => {
  dialog.value = name;
};

/** @param {Entry[]} entries @returns {Line[]} */
function basics(entries) {
  const open = entries.filter(isOpen);
  const days = open.filter(({ kind }) => kind === "instance");
  const openPanel = () => {
    openKey.value = entries[0].key;
  };
  return [
    [entries.length === 1, t("Open"), "pencil", openPanel, { key: "e" }],
    [open.length > 0, t("Complete"), "circle-check", () => act.complete(open), { key: "c" }],
    [!open.length, t("Reopen"), "rotate-ccw", () => act.reopen(entries), { key: "c" }],
    [
      entries.length === 1 && !selected.peek().size,
      t("Select"),
      "list-todo",
      () => toggleSelected(entries[0].key),
      { selects: true },
    ],
    [days.length > 0, t("Skip this day"), "skip-forward", () => act.skip(days), { key: "x" }],
  ];
}

/** @param {Entry[]} entries @returns {Line[]} */
function scheduling(entries) {
  const open = entries.filter(isOpen);
  const some = open.length > 0;
  const days = dayPicks(today.peek(), preferences.peek().week_start);
  const off = open.filter(isScheduled);
  return [
    ...days.map(
      ({ name, icon, iso }) =>
        /** @type {Line} */ ([
          open.some(({ date }) => date !== iso),
          name,
          icon,
          () => act.moveToDay(open, iso),
          { note: iso === days[2].iso ? dayMonth(iso) : weekday(iso) },
        ]),
    ),
    [some, t("Move to…"), "move", opens("move"), { key: "m" }],
    [open.length === 1, t("Find a time"), "calendar-clock", opens("find-time"), { key: "i" }],
    [off.length > 0, removalLabel(off), "calendar-off", () => act.unschedule(off)],
  ];
}

/** @param {Entry[]} entries @returns {Line[]} */
function fields(entries) {
  const open = entries.filter(isOpen);
  const some = open.length > 0;
  const plain = open.some(({ kind }) => kind === "task");
  return [
    [some, t("Impact"), "signal", () => {}, { choices: impacts(open) }],
    [some, t("Duration"), "hourglass", () => {}, { choices: durations(open) }],
    [some && labels.peek().size > 0, t("Labels"), "tag", () => {}, { choices: labelChoices(open) }],
    [some, t("Domain"), "hash", () => {}, { choices: domains(open) }],
    [plain, t("Deadline…"), "flag", opens("deadline"), { key: "f" }],
    [open.some(act.isKept(false)), t("Keep this time"), "pin", () => act.keepTimes(open, true)],
    [
      open.some(act.isKept(true)),
      t("Let the planner move it"),
      "wand-sparkles",
      () => act.keepTimes(open, false),
    ],
  ];
}

/** The value that all tasks share, or else undefined. @param {any[]} values */
const shared = (values) => (values.every((value) => value === values[0]) ? values[0] : null);

/** An instance shows the impact of its series. @param {Entry[]} entries @returns {Choices} */
function impacts(entries) {
  const tasks = tasksOf(entries);
  return {
    label: t("Impact of {tasks}", { tasks: nameOf(entries) }),
    value: shared(tasks.map(({ impact }) => impact)),
    options: Object.entries(IMPACTS).map(([impact, name]) => ({
      value: Number(impact),
      impact: Number(impact),
      name,
    })),
    pick: (impact) => act.patchAll(tasks, { impact }, t("Impact changed")),
  };
}

/** @param {Entry[]} entries @returns {Choices} */
const durations = (entries) => ({
  label: t("Duration of {tasks}", { tasks: nameOf(entries) }),
  value: shared(entries.map(({ duration }) => duration ?? 0)),
  options: [
    ...DURATIONS.map((minutes) => ({ value: minutes, name: span(minutes) })),
    { value: 0, name: t("Unknown") },
  ],
  pick: (minutes) => setDuration(entries, minutes || null),
});

/** Labels that all of the tasks have are marked as such. @param {Entry[]} entries @returns {Choices} */
function labelChoices(entries) {
  const tasks = tasksOf(entries);
  const option = (/** @type {Label} */ label) => {
    const count = tasks.filter(({ task }) => task.labels.includes(label.id)).length;
    const all = count === tasks.length;
    const note = count > 0 && (all ? t("Remove") : t("on {count}", { count }));
    return { value: label, name: label.name, icon: all ? "check" : "tag", note };
  };
  return {
    label: t("Labels of {tasks}", { tasks: nameOf(entries) }),
    value: undefined,
    options: [...labels.peek().values()].map(option),
    pick: (label) => toggleLabel(tasks, label),
  };
}

/** @param {Entry[]} entries @returns {Choices} */
function domains(entries) {
  const tasks = tasksOf(entries);
  return {
    label: t("Domain of {tasks}", { tasks: nameOf(entries) }),
    value: shared(tasks.map(({ domain_id }) => domain_id ?? 0)),
    options: [
      ...activeDomains.peek().map(({ id, name, colour }) => ({ value: id, name, colour })),
      { value: 0, name: t("Thoughts"), icon: "inbox" },
    ],
    pick: (id) => moveToDomain(tasks, id || null),
  };
}

/** @param {Entry[]} entries @returns {Line[]} */
function filing(entries) {
  const plain = entries.filter(({ kind }) => kind === "task");
  const days = entries.filter(({ kind }) => kind === "instance");
  const whole = () => deleteSeries(days);
  return [
    [entries.length === 1, t("Copy link"), "link", () => copyLink(entries[0].key)],
    [plain.length > 0, t("Archive"), "archive", () => act.archive(plain)],
    [true, t("Delete"), "trash-2", () => act.moveToTrash(entries), { danger: true }],
    [days.length > 0, t("Delete the series"), "trash-2", whole, { danger: true }],
  ];
}
