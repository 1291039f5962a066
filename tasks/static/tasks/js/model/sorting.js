/** Pure: the orders of the task list. */
import { deadlineOf } from "#wd/tasks/model/entry.js";

/** @type {Record<Clarity, number>} */
const CLARITY = { autopilot: 0, normal: 1, brainstorm: 2 };
const NEVER = "9999";

/** @typedef {{entry: Entry, facts: Facts}} Sortable */

/** @param {Sortable} a @param {Sortable} b */
const manual = (a, b) =>
  a.entry.task.position - b.entry.task.position ||
  a.entry.task.id - b.entry.task.id ||
  a.entry.id - b.entry.id;

/** @param {Entry} entry */
function deadline(entry) {
  const day = deadlineOf(entry);
  return day ? day + (entry.task.deadline_time ?? "24") : NEVER;
}

/** @param {Sortable} a @param {Sortable} b */
const byDeadline = (a, b) => deadline(a.entry).localeCompare(deadline(b.entry));

/** @type {Record<Sort, (a: Sortable, b: Sortable) => number>} */
const ORDERS = {
  manual,
  impact: (a, b) => a.facts.impact - b.facts.impact || byDeadline(a, b) || manual(a, b),
  duration: (a, b) =>
    (a.facts.minutes || Infinity) - (b.facts.minutes || Infinity) || manual(a, b) || 0,
  clarity: (a, b) => CLARITY[a.entry.clarity] - CLARITY[b.entry.clarity] || manual(a, b),
  deadline: (a, b) => byDeadline(a, b) || a.facts.impact - b.facts.impact || manual(a, b),
};

/**
 * Completed items sink, except the sticky ones: a row stays where the person just changed it.
 * @template {Sortable} T
 * @param {T[]} items @param {Sort} sort @param {Set<string>} sticky
 */
export function sorted(items, sort, sticky) {
  const order = ORDERS[sort] ?? ORDERS.impact;
  /** @param {T} item */
  const sinks = ({ entry }) => Number(entry.status !== "pending" && !sticky.has(entry.key));
  return items.toSorted((a, b) => sinks(a) - sinks(b) || order(a, b));
}

/** Compare by day, then time; any time comes first. @param {Entry} a @param {Entry} b */
export const byDay = (a, b) =>
  (a.date ?? NEVER).localeCompare(b.date ?? NEVER) ||
  (a.start ?? -1) - (b.start ?? -1) ||
  a.id - b.id;
