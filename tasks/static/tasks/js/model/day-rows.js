/** Pure: the rows of the pages that list by day or label. */
import { t } from "#wd/core/i18n.js";
import { dayLabel, daysBetween, longDay } from "#wd/core/time.js";
import { fits } from "#wd/tasks/model/energy.js";
import { chunksOf, deadlineOf, isOpen } from "#wd/tasks/model/entry.js";
import { ListBuilder, lastFirst } from "#wd/tasks/model/rows.js";
import { byDay } from "#wd/tasks/model/sorting.js";

/** @typedef {import("#wd/tasks/model/rows.js").RowQuery} RowQuery */
/** @typedef {Map<string, Entry[]>} Sections */

const MAX_LATER = 10;

/** @param {Sections} sections @param {string | null} name @param {Entry} entry */
function put(sections, name, entry) {
  if (!name) return;
  const list = sections.get(name);
  if (list) list.push(entry);
  else sections.set(name, [entry]);
}

/** Whether an entry can be on a day: the task of a series only has instances. @param {Entry} entry */
const isDated = ({ kind, task, status }) =>
  status !== "archived" && !(kind === "task" && task.series);

/**
 * Return the chunks of a task on a day, or the entry itself.
 * @param {Entry} entry @param {string} day @returns {Entry[]}
 */
function partsOn(entry, day) {
  const parts = chunksOf(entry).filter(({ date }) => date === day);
  return parts.length && parts[0].chunk !== undefined ? parts : [entry];
}

/** Whether the last chunk, or the entry, is before a day. @param {Entry} entry @param {string} day */
const isBefore = (entry, day) =>
  entry.date !== null && chunksOf(entry).every(({ date }) => date !== null && date < day);

/**
 * Return the section of Today that lists an entry.
 * @param {Entry} entry @param {RowQuery} query
 */
function sectionToday(entry, { today, sticky, finishedOn }) {
  if (!isOpen(entry) && !sticky.has(entry.key))
    return entry.status === "completed" && finishedOn(entry) === today ? "completed" : null;
  const deadline = deadlineOf(entry);
  if (entry.date === today) return entry.start === null ? "anytime" : "blocks";
  if (isBefore(entry, today)) return entry.kind === "instance" ? "earlier" : "overdue";
  if (!deadline || deadline > today) return null;
  return deadline < today ? "overdue" : "due";
}

/** @param {RowQuery} query @returns {Sections} */
export function todaysSections(query) {
  /** @type {Sections} */
  const sections = new Map();
  for (const entry of query.entries.values()) {
    if (!isDated(entry)) continue;
    for (const part of partsOn(entry, query.today)) put(sections, sectionToday(part, query), part);
  }
  return sections;
}

/** The number of open entries on Today. @param {Sections} sections */
export const countToday = (sections) =>
  [...sections.values()].flat().filter((entry) => isOpen(entry)).length;

/**
 * Return what the planner would take next: tasks without a day, in its order (`urgency` in
 * planning/proposals/problem.py): by deadline, impact and position.
 * @param {RowQuery} query @param {Set<string>} listed keys of entries already on the page
 */
function laterToday({ entries, tasks, today, energy, sticky }, listed) {
  const parents = new Set();
  for (const { parent_id, status } of tasks.values())
    if (status === "pending") parents.add(parent_id);
  const isReady = (/** @type {Entry} */ { task }) =>
    (task.earliest_start ?? today) <= today &&
    !task.blocked_by.some((id) => tasks.get(id)?.status === "pending");
  return [...entries.values()]
    .filter((entry) => isDated(entry) && entry.kind === "task" && entry.date === null)
    .filter((entry) => entry.domain_id !== null && !parents.has(entry.id))
    .filter((entry) => !listed.has(entry.key) && (isOpen(entry) || sticky.has(entry.key)))
    .filter((entry) => isReady(entry) && fits(entry, energy))
    .sort(
      (a, b) =>
        deadlineMoment(a).localeCompare(deadlineMoment(b)) ||
        a.impact - b.impact ||
        a.task.position - b.task.position ||
        a.id - b.id,
    )
    .slice(0, MAX_LATER);
}

/** The deadline as text; a day without a time ends with it. @param {Entry} entry */
const deadlineMoment = ({ task }) =>
  `${task.deadline_date ?? "9999"}T${task.deadline_time ?? "24"}`;

/** A list of days: a subtask that has its own section is not repeated below its parent. */
class DayList extends ListBuilder {
  /** @param {RowQuery} query @param {Iterable<Entry[]>} sections */
  constructor(query, sections) {
    super(query);
    this.listed = new Set([...sections].flat().map(({ key }) => key));
  }

  /** @param {Entry} entry @returns {Entry[]} */
  below(entry) {
    return super.below(entry).filter(({ key }) => !this.listed.has(key));
  }

  /** @param {Entry[]} [entries] in the order of the list */
  ordered(entries = []) {
    return this.inOrder(entries).map(({ entry }) => entry);
  }
}

/** @param {Sections} sections @param {string} name */
const inTime = (sections, name) => (sections.get(name) ?? []).sort(byDay);

/**
 * Today: overdue, from earlier, blocks, any time, due, what else could be done, completed.
 * @param {RowQuery} query @param {Sections} [sections]
 */
export function todayRows(query, sections = todaysSections(query)) {
  const list = new DayList(query, sections.values());
  const later = laterToday(query, list.listed);
  // On an empty day these come first.
  if (countToday(sections)) list.collapsed.add("later");
  list.flat("overdue", t("Overdue"), inTime(sections, "overdue"));
  list.flat("earlier", t("From earlier"), inTime(sections, "earlier"));
  addDay(list, sections);
  list.flat("later", t("Later today could be"), later);
  const finished = sections.get("completed") ?? [];
  list.flat("completed", t("Completed"), withoutListedParents(list, finished).sort(lastFirst));
  return list.rows;
}

/** @param {DayList} list @param {Sections} sections */
function addDay(list, sections) {
  list.flat("blocks", t("On the calendar"), inTime(sections, "blocks"));
  list.flat("anytime", t("Any time"), list.ordered(sections.get("anytime")));
  list.flat("due", t("Due"), list.ordered(sections.get("due")), "is-due");
}

/**
 * A completed subtask stays below a parent that is on the page.
 * @param {DayList} list @param {Entry[]} entries
 */
const withoutListedParents = (list, entries) =>
  entries.filter(({ task }) => !list.listed.has(`t${task.parent_id}`) || task.parent_id === null);

/**
 * Return the section of a day's page that lists an entry: open or completed, in its place.
 * @param {Entry} entry @param {string} day @param {RowQuery} query
 */
function sectionOn(entry, day, { sticky, finishedOn }) {
  if (entry.status === "skipped" && !sticky.has(entry.key)) return null;
  if (entry.date === day) return entry.start === null ? "anytime" : "blocks";
  if (entry.status === "completed") return finishedOn(entry) === day ? "completed" : null;
  return isOpen(entry) && deadlineOf(entry) === day ? "due" : null;
}

/** The page of one day, also of a past one. @param {RowQuery} query @param {string} day */
export function dayRows(query, day) {
  /** @type {Sections} */
  const sections = new Map();
  for (const entry of query.entries.values()) {
    if (!isDated(entry)) continue;
    for (const part of partsOn(entry, day)) put(sections, sectionOn(part, day, query), part);
  }
  const list = new DayList(query, sections.values());
  addDay(list, sections);
  const finished = withoutListedParents(list, sections.get("completed") ?? []);
  // Not collapsed: on a past day it is what one looks for.
  list.flat("completed", t("Completed on this day"), finished.sort(lastFirst), "finished");
  return list.rows;
}

/** "Tomorrow · Tuesday 1 December" @param {string} day @param {string} today */
function dayName(day, today) {
  const name = longDay(day);
  if (daysBetween(day, today) === 1) return `${dayLabel(day, today)} · ${name}`;
  return day.slice(0, 4) === today.slice(0, 4) ? name : `${name} ${day.slice(0, 4)}`;
}

/** Everything after today by day; a task without a day is on that of its deadline. @param {RowQuery} query */
export function upcomingRows(query) {
  const { today, sticky } = query;
  /** @type {Sections} */
  const sections = new Map();
  for (const entry of query.entries.values()) {
    if (!isDated(entry) || !(isOpen(entry) || sticky.has(entry.key))) continue;
    for (const part of chunksOf(entry)) {
      const day = part.date ?? deadlineOf(part);
      if (day && day > today) put(sections, day, part);
    }
  }
  const list = new DayList(query, sections.values());
  for (const day of [...sections.keys()].sort())
    list.flat("day", dayName(day, today), inTime(sections, day), `on${day}`);
  return list.rows;
}

/** Tasks with a label, by domain. @param {RowQuery} query @param {number} label */
export function labelRows(query, label) {
  const { tasks, domains } = query;
  const has = (/** @type {Task | undefined} */ task) => task?.labels.includes(label) ?? false;
  /** @type {Sections} */
  const sections = new Map();
  const list = new ListBuilder(query);
  for (const task of tasks.values()) {
    if (!has(task) || has(tasks.get(task.parent_id ?? 0))) continue;
    const entries = task.series ? list.instancesOf(task) : [list.entryOf(task)];
    for (const entry of entries) put(sections, String(entry.domain_id ?? ""), entry);
  }
  for (const domain of [...domains, null]) {
    const entries = list.inOrder(sections.get(String(domain?.id ?? "")) ?? []);
    const [section, key, name] = domain
      ? /** @type {const} */ (["domain", `d${domain.id}`, domain.name])
      : /** @type {const} */ (["loose", "loose", t("No domain")]);
    const leaves = entries.map(({ entry }) => entry);
    if (leaves.length && list.group(section, key, name, domain, leaves))
      for (const entry of leaves) list.push(entry, 1, domain, section);
  }
  return list.rows;
}
