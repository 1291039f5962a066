/** Actions on entries. Each is one change: shown at once, sent, undoable. */

import { t, tn } from "#wd/core/i18n.js";
import { clock, DAY, dayLabel, timeOf } from "#wd/core/time.js";
import { inOrder, isOpen, isPromise, keepFields } from "#wd/tasks/model/entry.js";
import { personSlot } from "#wd/tasks/model/night.js";
import { withDescendants } from "#wd/tasks/model/tree.js";
import { nameOf, rangeLabel } from "#wd/tasks/model/wording.js";
import { edit } from "#wd/tasks/state/changes.js";
import { now, date as nowDate, today } from "#wd/tasks/state/clock.js";
import { children, minutesOf, nightEnd, twelve } from "#wd/tasks/state/derived.js";
import { keepInPlace } from "#wd/tasks/state/page.js";
import { tasks } from "#wd/tasks/state/server.js";

/** @typedef {import("#wd/core/outbox.js").Overlay} Overlay */
/** @typedef {import("#wd/tasks/state/changes.js").Write} Write */
/** @typedef {{date: string | null, start: number | null}} Slot */

const kindOf = (/** @type {Entry} */ entry) => (entry.kind === "instance" ? "instances" : "tasks");
export const pathOf = (/** @type {Entry} */ entry) => `/${kindOf(entry)}/${entry.id}`;

/** @param {[Entry, object][]} fields @returns {Overlay} */
export function overlayOf(fields) {
  /** @type {Overlay} */
  const overlay = {};
  for (const [entry, change] of fields) {
    const kind = kindOf(entry);
    overlay[kind] ??= new Map();
    overlay[kind].set(entry.id, change);
  }
  return overlay;
}

/**
 * @param {Entry[]} entries @param {string} action
 * @param {[Entry, object][]} changes to show @param {object} [fields]
 * @returns {Write}
 */
export function actionOf(entries, action, changes, fields) {
  const overlay = overlayOf(changes);
  const single = entries.length === 1 && !fields;
  if (single) return { path: `${pathOf(entries[0])}/${action}`, line: {}, overlay };
  const line = {
    task_ids: entries.filter(({ kind }) => kind === "task").map(({ id }) => id),
    instance_ids: entries.filter(({ kind }) => kind === "instance").map(({ id }) => id),
    action,
    ...(fields && { fields }),
  };
  return { path: "/tasks/batch", line, overlay };
}

/** @param {Entry[]} entries @param {object} fields @returns {[Entry, object][]} */
const sameFields = (entries, fields) => entries.map((entry) => [entry, fields]);

/**
 * Return the changes that complete an entry and its pending subtasks.
 * @param {Entry} entry
 * @returns {[Entry, object][]}
 */
function completion(entry) {
  const fields = { status: "completed", completed_at: new Date().toISOString() };
  if (entry.kind === "instance") return [[entry, fields]];
  const below = withDescendants(entry.id, children.peek()).filter(
    (id) => tasks.peek().get(id)?.status === "pending",
  );
  return below.map((id) => [/** @type {Entry} */ ({ kind: "task", id }), fields]);
}

/** @param {Entry[]} entries @returns {Promise<unknown> | null} */
export function complete(entries) {
  const open = entries.filter(isOpen);
  if (!open.length) return null;
  const fields = open.flatMap(completion);
  keepInPlace(
    fields.map(([{ kind, id }]) => (kind === "task" ? `t${id}` : `i${id}`)),
    true,
  );
  const text =
    open.length > 1
      ? tn("Completed {count} task", "Completed {count} tasks", open.length)
      : t("Completed: {title}", { title: open[0].title });
  return edit([actionOf(open, "complete", fields)], { text });
}

/** @param {Entry[]} entries */
export function reopen(entries) {
  const closed = entries.filter((entry) => !isOpen(entry));
  if (!closed.length) return;
  const fields = { status: "pending", completed_at: null };
  edit([actionOf(closed, "reopen", sameFields(closed, fields))], {
    text: t("Reopened: {tasks}", { tasks: nameOf(closed) }),
  });
}

/** @param {Entry} entry */
export const toggleDone = (entry) => (isOpen(entry) ? complete([entry]) : reopen([entry]));

/** Only instances of a series can be skipped. @param {Entry[]} entries */
export function skip(entries) {
  const open = entries.filter((entry) => entry.kind === "instance" && isOpen(entry));
  if (!open.length) return;
  keepInPlace(
    open.map(({ key }) => key),
    true,
  );
  edit([actionOf(open, "skip", sameFields(open, { status: "skipped" }))], {
    text: t("Skipped: {tasks}", { tasks: nameOf(open) }),
  });
}

/** @param {Entry[]} entries */
export function archive(entries) {
  const plain = entries.filter(({ kind }) => kind === "task");
  if (!plain.length) return;
  edit([actionOf(plain, "archive", sameFields(plain, { status: "archived" }))], {
    text: t("Archived: {tasks}", { tasks: nameOf(plain) }),
  });
}

/**
 * Move tasks and single days of series to the trash.
 * @param {Entry[]} entries @param {Entry[]} [days] that go with their series
 */
export function moveToTrash(entries, days = []) {
  const all = entries.filter(({ kind }) => kind !== "event");
  if (!all.length) return;
  const status = { task: "archived", instance: "skipped", event: "" };
  const write = actionOf(
    all,
    "delete",
    [...all, ...days].map((entry) => [entry, { status: status[entry.kind] }]),
  );
  const deletion = { ...write, method: "DELETE", path: pathOf(all[0]) };
  edit([all.length === 1 ? deletion : write], {
    text: t("Deleted: {tasks}", { tasks: nameOf(all) }),
  });
}

/** @param {Entry} entry @param {object} line @returns {Write} */
export const patchOf = (entry, line) => ({
  method: "PATCH",
  path: pathOf(entry),
  line,
  overlay: overlayOf([[entry, line]]),
});

/**
 * Change fields of a task or an instance.
 * @param {Entry} entry @param {object} fields @param {string} [text] @param {boolean} [quiet]
 */
export const patch = (entry, fields, text = "", quiet = false) =>
  edit([patchOf(entry, fields)], { text, quiet });

/**
 * Change several entries, each with its own fields; one undo.
 * @param {[Entry, object][]} changes @param {string} text @param {boolean} [quiet]
 */
export const patchEach = (changes, text, quiet = false) =>
  edit(
    changes.map(([entry, fields]) => patchOf(entry, fields)),
    { text, quiet },
  );

/**
 * Change the same fields of several entries.
 * @param {Entry[]} entries @param {object} fields @param {string} text
 */
export function patchAll(entries, fields, text) {
  if (entries.length === 1) return patch(entries[0], fields, text);
  return edit([actionOf(entries, "change", sameFields(entries, fields), fields)], { text });
}

/**
 * Keep the times of blocks, or let the planner change them.
 * @param {Entry[]} entries @param {boolean} kept
 */
export function keepTimes(entries, kept) {
  /** @type {[Entry, object][]} */
  const changes = entries.filter(isKept(!kept)).map((entry) => [entry, keepFields(entry, kept)]);
  const tasks = nameOf(changes.map(([entry]) => entry));
  const text = kept ? t("Time kept: {tasks}", { tasks }) : t("May move: {tasks}", { tasks });
  if (changes.length === 1) patch(...changes[0], text);
  else if (changes.length) patchEach(changes, text);
}

/** Return a test for blocks whose time the person keeps, or doesn't. @param {boolean} kept */
export const isKept = (kept) => (/** @type {Entry} */ entry) =>
  entry.kind !== "event" && entry.start !== null && isPromise(entry) === kept;

/** @param {Slot} slot on the grid */
export function slotFields(slot) {
  const { date, start } = personSlot(slot, nightEnd.peek());
  return { scheduled_date: date, scheduled_time: timeOf(start) };
}

/**
 * Return the fields that move an entry. A chunk moves alone; without a time, the chunks are joined.
 * @param {Entry} entry @param {Slot} slot @param {number} [minutes]
 */
function fieldsAt(entry, slot, minutes = entry.minutes) {
  const { date, start } = personSlot(slot, nightEnd.peek());
  if (entry.chunk === undefined || date === null || start === null) return slotFields(slot);
  const chunk = { date, time: timeOf(start) ?? "", minutes };
  return { chunks: inOrder(entry.task.chunks.with(entry.chunk, chunk)) };
}

/** @param {Slot} slot */
export function slotLabel(slot) {
  const { date, start } = personSlot(slot, nightEnd.peek());
  if (date === null) return t("no day");
  const day = dayLabel(date, today.peek());
  return start === null
    ? t("{day}, any time", { day })
    : t("{day} {time}", { day, time: clock(start, twelve.peek()) });
}

/**
 * Schedule entries on a day, one after the other from `start`.
 * @param {Entry[]} entries @param {Slot} slot @param {boolean} [quiet]
 */
export function schedule(entries, slot, quiet = false) {
  const movable = entries.filter(({ kind }) => kind !== "event");
  if (!movable.length) return null;
  const text = t("{tasks}: {slot}", { tasks: nameOf(movable), slot: slotLabel(slot) });
  if (movable.length === 1) return patch(movable[0], fieldsAt(movable[0], slot), text, quiet);
  if (slot.date === null) return patchAll(movable, slotFields(slot), text);
  return edit([placeBlocks(consecutive(movable, slot))], { text });
}

/**
 * Move entries to a day. Each keeps its time, unless that has passed.
 * @param {Entry[]} entries @param {string} date
 */
export function moveToDay(entries, date) {
  const slotOf = (/** @type {Entry} */ { start }) => ({
    date,
    start: date === nowDate.peek() && (start ?? 0) < now.peek() ? null : start,
  });
  if (entries.length === 1) return schedule(entries, slotOf(entries[0]));
  const changes = changesOf(entries, slotOf);
  const text = t("{tasks}: {slot}", { tasks: nameOf(entries), slot: dayLabel(date, today.peek()) });
  return edit([placeBlocks(changes)], { text });
}

/**
 * Return changes that schedule entries one after the other.
 * @param {Entry[]} entries @param {Slot} slot
 */
function consecutive(entries, { date, start }) {
  let at = start;
  return changesOf(entries, (entry) => {
    const last = Math.max(start ?? 0, DAY - 15);
    const entrySlot = { date, start: at === null ? null : Math.min(at, last) };
    if (at !== null) at += minutesOf(entry);
    return entrySlot;
  });
}

/** @param {Entry[]} entries @param {(entry: Entry) => Slot} slotOf @returns {[Entry, object][]} */
const changesOf = (entries, slotOf) => entries.map((entry) => [entry, slotFields(slotOf(entry))]);

/** Schedule several entries in one request, with one undo. @param {[Entry, object][]} changes @returns {Write} */
const placeBlocks = (changes) => ({
  path: "/blocks",
  line: { blocks: changes.map(([{ kind, id }, slot]) => ({ [`${kind}_id`]: id, ...slot })) },
  overlay: overlayOf(changes),
});

/** Remove entries from the calendar; an instance keeps its day and loses its time. @param {Entry[]} entries */
export function unschedule(entries) {
  const unscheduled = { date: null, start: null };
  const plain = entries.filter(({ kind }) => kind === "task");
  const days = entries.filter(({ kind }) => kind === "instance");
  const fields = slotFields(unscheduled);
  const writes = [
    ...(plain.length ? [actionOf(plain, "change", sameFields(plain, fields), fields)] : []),
    ...(days.length ? [placeBlocks(changesOf(days, ({ date }) => ({ date, start: null })))] : []),
  ];
  const text = t("Unscheduled: {tasks}", { tasks: nameOf([...plain, ...days]) });
  if (writes.length) edit(writes, { text });
}

/**
 * Move or resize a block.
 * @param {Entry} entry @param {{date: string, start: number, end: number}} to
 * @param {boolean} [quiet]
 */
export function place(entry, { date, start, end }, quiet = false) {
  const minutes = end - start;
  const field = entry.kind === "instance" ? "own_duration" : "duration";
  const same = minutes === entry.minutes || entry.chunk !== undefined;
  const length = same ? {} : { [field]: minutes };
  if (date === entry.date && start === entry.start && minutes === entry.minutes) return;
  const slot = rangeLabel(start, end, twelve.peek());
  const text = t("{tasks}: {slot}", { tasks: entry.title, slot });
  patch(entry, { ...fieldsAt(entry, { date, start }, minutes), ...length }, text, quiet);
}
