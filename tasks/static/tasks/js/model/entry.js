/** Pure: tasks and instances as entries, which the list and the calendar render. */
import { addDays, minutesOf } from "#wd/core/time.js";
import { startOnDay } from "#wd/tasks/model/night.js";

/** The duration used for rendering and planning when it is unknown; never saved. */
const ASSUMED_MINUTES = 30;

/** @param {Task} task @param {number} [nightEnd] @returns {Entry} */
export const entryOfTask = (task, nightEnd = 0) => ({
  key: `t${task.id}`,
  kind: "task",
  id: task.id,
  task,
  instance: null,
  title: task.title,
  domain_id: task.domain_id,
  impact: task.impact,
  clarity: task.clarity,
  duration: task.duration,
  minutes: task.duration ?? ASSUMED_MINUTES,
  date: task.scheduled_date,
  start: startOnDay(minutesOf(task.scheduled_time), nightEnd),
  nightEnd,
  days: 1,
  status: task.status,
});

/** An instance without its own title, duration or domain uses those of its series.
 * @param {Instance} instance @param {Task} task @param {number} nightEnd @returns {Entry} */
function entryOfInstance(instance, task, nightEnd) {
  const duration = instance.own_duration ?? task.duration;
  return {
    key: `i${instance.id}`,
    kind: "instance",
    id: instance.id,
    task,
    instance,
    title: instance.own_title || task.title,
    domain_id: instance.own_domain_id ?? task.domain_id,
    impact: task.impact,
    clarity: task.clarity,
    duration,
    minutes: duration ?? ASSUMED_MINUTES,
    date: instance.scheduled_date,
    start: startOnDay(minutesOf(instance.scheduled_time), nightEnd),
    nightEnd,
    days: 1,
    status: instance.status,
  };
}

/** @type {WeakMap<object, Entry>} an unchanged row keeps its entry, so its views are not rerendered */
const ofTask = new WeakMap();
/** @type {WeakMap<object, {task: Task, entry: Entry}>} */
const ofInstance = new WeakMap();

/** @param {Task} task @param {number} nightEnd @returns {Entry} */
function cachedTask(task, nightEnd) {
  const cached = ofTask.get(task);
  if (cached?.nightEnd === nightEnd) return cached;
  const entry = entryOfTask(task, nightEnd);
  ofTask.set(task, entry);
  return entry;
}

/** @param {Instance} instance @param {Task} task @param {number} nightEnd @returns {Entry} */
function cachedInstance(instance, task, nightEnd) {
  const cached = ofInstance.get(instance);
  if (cached?.task === task && cached.entry.nightEnd === nightEnd) return cached.entry;
  const entry = entryOfInstance(instance, task, nightEnd);
  ofInstance.set(instance, { task, entry });
  return entry;
}

/**
 * Return every entry by key. The task of a series is included (`t…`) but is never on a day.
 * @param {Map<number, Task>} tasks @param {Map<number, Instance>} instances
 * @param {number} [nightEnd] minutes from midnight to the start of the person's day
 */
export function entries(tasks, instances, nightEnd = 0) {
  /** @type {Map<string, Entry>} */
  const all = new Map();
  for (const task of tasks.values()) {
    const entry = cachedTask(task, nightEnd);
    all.set(entry.key, entry);
  }
  for (const instance of instances.values()) {
    const task = tasks.get(instance.task_id);
    if (!task) continue;
    const entry = cachedInstance(instance, task, nightEnd);
    all.set(entry.key, entry);
  }
  return all;
}

/** Whether the calendar shows an entry. @param {Entry} entry */
export const isOnCalendar = (entry) =>
  entry.date !== null &&
  entry.status !== "archived" &&
  entry.status !== "skipped" &&
  !(entry.kind === "task" && entry.task.series);

/** Whether it can be taken off its place: a day of a series keeps its day. @param {Entry} entry */
export const isScheduled = ({ kind, date, start }) =>
  kind === "instance" ? start !== null : date !== null;

/** @param {Chunk[]} chunks */
export const inOrder = (chunks) =>
  chunks.toSorted((a, b) => `${a.date}${a.time}`.localeCompare(`${b.date}${b.time}`));

/** The minutes of a task that its chunks take, and those they leave. @param {Task} task */
export function progressOf({ chunks, duration }) {
  const planned = (chunks ?? []).reduce((sum, { minutes }) => sum + minutes, 0);
  return { planned, left: planned ? Math.max(0, (duration ?? 0) - planned) : 0 };
}

/**
 * Return one entry per chunk of a task, or the entry itself.
 * @param {Entry} entry @returns {Entry[]}
 */
export function chunksOf(entry) {
  const { chunks = [] } = entry.task ?? {};
  if (entry.kind !== "task" || entry.chunk !== undefined || !chunks.length) return [entry];
  return chunks.map(({ date, time, minutes }, chunk) => ({
    ...entry,
    key: `${entry.key}.${chunk + 1}`,
    title: chunks.length > 1 ? `${entry.title} (${chunk + 1}/${chunks.length})` : entry.title,
    date,
    start: startOnDay(minutesOf(time), entry.nightEnd ?? 0),
    minutes,
    chunk,
  }));
}

/**
 * Return the day of the deadline. That of an instance is some days after its day in the rule; a
 * series has none as a whole.
 * @param {Entry} entry @returns {string | null}
 */
export function deadlineOf({ task, instance }) {
  if (!task.series) return task.deadline_date;
  const days = task.series.deadline_days;
  return instance && days !== null ? addDays(instance.recurrence_id, days) : null;
}

/** Whether the person chose the time, so that the planner keeps it. @param {Entry} entry */
export const isPromise = ({ task, instance, chunk = -1 }) =>
  (instance ?? task).placed_by !== "plan" || task.chunks?.[chunk]?.by === "person";

/**
 * Return the fields that keep the time of a block, or let the planner change it.
 * @param {Entry} entry @param {boolean} kept
 */
export function keepFields({ task, chunk }, kept) {
  const by = kept ? "person" : "plan";
  if (chunk === undefined) return { placed_by: by };
  return { chunks: task.chunks.with(chunk, { ...task.chunks[chunk], by }) };
}

/** Whether it is a day of a series that has no row yet. @param {Entry} entry */
export const isFaint = ({ kind, id }) => kind === "instance" && id < 0;

/** @param {Entry} entry */
export const isOpen = (entry) => entry.status === "pending";
