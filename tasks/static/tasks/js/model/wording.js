/** Pure: the labels that several parts of the page share. */
import { t, tn } from "#wd/core/i18n.js";
import { clock, dayLabel, minutesOf } from "#wd/core/time.js";

/** @type {Record<number, string>} */
export const IMPACTS = { 1: t("High"), 2: t("Mid"), 3: t("Low"), 4: t("Min") };

/** @type {Record<Clarity, {icon: string, name: string}>} */
export const CLARITIES = {
  autopilot: { icon: "zap", name: t("Autopilot") },
  normal: { icon: "circle-dot", name: t("Normal") },
  brainstorm: { icon: "brain", name: t("Brainstorm") },
};

/** @type {Record<Energy, {icon: string, name: string, description: string}>} */
export const ENERGIES = {
  zombie: { icon: "battery-low", name: t("Zombie"), description: t("Autopilot tasks only") },
  normal: {
    icon: "battery-medium",
    name: t("Normal"),
    description: t("All except brainstorm tasks"),
  },
  focus: { icon: "battery-full", name: t("Focus"), description: t("All tasks") },
};

/** @type {Record<Sort, string>} */
export const SORTS = {
  impact: t("Impact"),
  duration: t("Duration"),
  clarity: t("Clarity"),
  deadline: t("Deadline"),
  manual: t("Manual"),
};

/** @type {Record<Sort, string>} */
export const SORTED = {
  impact: t("Sorted by impact"),
  duration: t("Sorted by duration"),
  clarity: t("Sorted by clarity"),
  deadline: t("Sorted by deadline"),
  manual: t("Sorted manually"),
};

/**
 * Return the shortest label for when an entry is scheduled.
 * @param {Entry} entry @param {string} today @param {boolean} twelve
 */
export function whenLabel({ date, start }, today, twelve) {
  if (date === null) return "";
  if (start === null) return date === today ? t("Any time") : dayLabel(date, today);
  const time = clock(start, twelve);
  return date === today ? time : t("{day} {time}", { day: dayLabel(date, today), time });
}

/** "14:05 – 15:00" @param {number} start @param {number} end @param {boolean} twelve */
export const rangeLabel = (start, end, twelve) => `${clock(start, twelve)} – ${clock(end, twelve)}`;

/** "14:05 to 15:00", for screen readers. @param {number} start @param {number} end @param {boolean} twelve */
export const spokenRange = (start, end, twelve) =>
  t("{start} to {end}", { start: clock(start, twelve), end: clock(end, twelve) });

/** @type {Record<Entry["kind"], string>} */
export const KINDS = { task: t("task"), instance: t("repeating task"), event: t("event") };

/** The title of a single entry, or the number of tasks. @param {Entry[]} entries */
export const nameOf = (entries) =>
  entries.length === 1 ? entries[0].title : tn("{count} task", "{count} tasks", entries.length);

/** The label of an action that takes entries off their place. @param {Entry[]} entries */
export const removalLabel = (entries) =>
  entries.every(({ kind }) => kind === "instance")
    ? t("Remove the time")
    : t("Remove from the calendar");

/** The label of a button that toggles completion. @param {boolean} done @param {string} title */
export const toggleLabel = (done, title) =>
  done ? t("Reopen: {title}", { title }) : t("Complete: {title}", { title });

/**
 * The rule of a series, with its times if there are several: "every day at 9:00, 18:00".
 * @param {{summary: string, times: string[]}} series @param {boolean} twelve
 */
export function ruleLabel({ summary, times }, twelve) {
  if (!times.length) return summary;
  const list = times.map((time) => clock(minutesOf(time) ?? 0, twelve)).join(", ");
  return t("{rule} at {times}", { rule: summary, times: list });
}

const MINUTE = 60_000;

/**
 * Return a rough age: "just now", "12 min", "3 h", "2 days".
 * @param {string} instant @param {number} now ms
 */
export function age(instant, now) {
  const minutes = Math.floor((now - Date.parse(instant)) / MINUTE);
  if (minutes < 1) return t("just now");
  if (minutes < 60) return t("{minutes} min", { minutes });
  if (minutes < 60 * 24) return t("{hours} h", { hours: Math.floor(minutes / 60) });
  return tn("{count} day", "{count} days", Math.floor(minutes / 60 / 24));
}

/** The durations to choose from, in minutes. */
export const DURATIONS = [5, 10, 15, 30, 45, 60, 90, 120, 180, 240];
