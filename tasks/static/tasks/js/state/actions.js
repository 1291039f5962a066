/** What a person does with entries. Each is one change: drawn, sent, undoable. */
import { send } from "#wd/core/api.js";
import { clock, DAY, dayLabel, timeOf } from "#wd/core/time.js";
import { inOrder, isOpen } from "#wd/tasks/model/entry.js";
import { withDescendants } from "#wd/tasks/model/tree.js";
import { counted, nameOf, rangeLabel } from "#wd/tasks/model/wording.js";
import { change } from "#wd/tasks/state/changes.js";
import { today } from "#wd/tasks/state/clock.js";
import { children, minutesOf, twelve } from "#wd/tasks/state/derived.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { sendOrHold } from "#wd/tasks/state/outbox.js";
import { keepInPlace } from "#wd/tasks/state/page.js";
import { tasks, versionOf } from "#wd/tasks/state/server.js";

/** @typedef {import("#wd/tasks/state/server.js").Drawing} Drawing */
/** @typedef {{date: string | null, start: number | null}} Slot */

const kindOf = (/** @type {Entry} */ entry) => (entry.kind === "instance" ? "instances" : "tasks");
export const pathOf = (/** @type {Entry} */ entry) => `/${kindOf(entry)}/${entry.id}`;

/** @param {[Entry, object][]} fields @returns {Drawing} */
export function drawing(fields) {
  /** @type {Drawing} */
  const drawn = {};
  for (const [entry, change] of fields) {
    const kind = kindOf(entry);
    drawn[kind] ??= new Map();
    drawn[kind].set(entry.id, change);
  }
  return drawn;
}

/** @param {Entry[]} entries @param {string} action @param {object} [fields] */
function ask(entries, action, fields) {
  if (entries.length === 1 && !fields) return send("POST", `${pathOf(entries[0])}/${action}`);
  return send("POST", "/tasks/batch", {
    task_ids: entries.filter(({ kind }) => kind === "task").map(({ id }) => id),
    instance_ids: entries.filter(({ kind }) => kind === "instance").map(({ id }) => id),
    action,
    ...(fields && { fields }),
  });
}

/**
 * What completing an entry completes: itself and its pending subtasks.
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

/** @param {Entry[]} entries */
export function complete(entries) {
  const open = entries.filter(isOpen);
  if (!open.length) return;
  const fields = open.flatMap(completion);
  keepInPlace(
    fields.map(([{ kind, id }]) => (kind === "task" ? `t${id}` : `i${id}`)),
    true,
  );
  const text = open.length > 1 ? `${counted(open.length, "task")} done` : `Done: ${open[0].title}`;
  change(drawing(fields), () => ask(open, "complete"), { text });
}

/** @param {Entry[]} entries */
export function reopen(entries) {
  const closed = entries.filter((entry) => !isOpen(entry));
  if (!closed.length) return;
  const fields = { status: "pending", completed_at: null };
  const drawn = drawing(closed.map((entry) => [entry, fields]));
  change(drawn, () => ask(closed, "reopen"), { text: `Open again: ${nameOf(closed)}` });
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
  const drawn = drawing(open.map((entry) => [entry, { status: "skipped" }]));
  change(drawn, () => ask(open, "skip"), { text: `Skipped: ${nameOf(open)}` });
}

/** @param {Entry[]} entries */
export function archive(entries) {
  const plain = entries.filter(({ kind }) => kind === "task");
  if (!plain.length) return;
  const drawn = drawing(plain.map((entry) => [entry, { status: "archived" }]));
  change(drawn, () => ask(plain, "archive"), { text: `Archived: ${nameOf(plain)}` });
}

/**
 * Change fields of a task or an instance; when the network is away, the change waits on this device.
 * @param {Entry} entry @param {object} fields @param {string} [text] @param {boolean} [quiet]
 */
export function patch(entry, fields, text = "", quiet = false) {
  const ask = (/** @type {() => void} */ lift) => {
    const line = { ...fields, version: versionOf(kindOf(entry), entry.id) };
    return sendOrHold({ method: "PATCH", path: pathOf(entry), line, words: text }, lift);
  };
  return change(drawing([[entry, fields]]), ask, { text, quiet });
}

/**
 * Change several, each in its own way; one undo.
 * @param {[Entry, object][]} changes @param {string} text @param {boolean} [quiet]
 */
export function patchEach(changes, text, quiet = false) {
  const asks = changes.map(([entry, fields]) => () => {
    const version = versionOf(kindOf(entry), entry.id);
    return send("PATCH", pathOf(entry), { ...fields, version });
  });
  return change(drawing(changes), () => inSequence(asks), { text, quiet });
}

/**
 * One after the other; what each brings is taken in at once, should a later one be refused.
 * @param {(() => Promise<Patch>)[]} asks
 */
async function inSequence(asks) {
  const answers = [];
  for (const ask of asks) {
    const answer = await ask();
    keepUp(answer);
    answers.push(answer);
  }
  return answers;
}

/**
 * The same change to several.
 * @param {Entry[]} entries @param {object} fields @param {string} text
 */
export function patchAll(entries, fields, text) {
  if (entries.length === 1) return patch(entries[0], fields, text);
  const drawn = drawing(entries.map((entry) => [entry, fields]));
  return change(drawn, () => ask(entries, "change", fields), { text });
}

/** @param {Slot} slot */
const slotFields = ({ date, start }) => ({ scheduled_date: date, scheduled_time: timeOf(start) });

/**
 * One of several chunks moves alone; without a time of day the task is one again.
 * @param {Entry} entry @param {Slot} slot @param {number} [minutes]
 */
function fieldsAt(entry, slot, minutes = entry.minutes) {
  const { date, start } = slot;
  if (entry.chunk === undefined || date === null || start === null) return slotFields(slot);
  const chunk = { date, time: timeOf(start) ?? "", minutes };
  return { chunks: inOrder(entry.task.chunks.with(entry.chunk, chunk)) };
}

/** @param {Slot} slot */
export function slotWords({ date, start }) {
  if (date === null) return "no day";
  const day = dayLabel(date, today.peek());
  return start === null ? `${day}, any time` : `${day} ${clock(start, twelve.peek())}`;
}

/**
 * Give entries a day, one after the other from `start` on.
 * @param {Entry[]} entries @param {Slot} slot @param {boolean} [quiet]
 */
export function schedule(entries, slot, quiet = false) {
  const movable = entries.filter(({ kind }) => kind !== "event");
  if (!movable.length) return null;
  const text = `${nameOf(movable)}: ${slotWords(slot)}`;
  if (movable.length === 1) return patch(movable[0], fieldsAt(movable[0], slot), text, quiet);
  if (slot.date === null) return patchAll(movable, slotFields(slot), text);
  const changes = inTurn(movable, slot);
  return change(drawing(changes), () => placeBlocks(changes), { text });
}

/**
 * One after the other, as long as each takes.
 * @param {Entry[]} entries @param {Slot} slot
 */
function inTurn(entries, { date, start }) {
  let at = start;
  return changesOf(entries, (entry) => {
    const own = { date, start: at === null ? null : Math.min(at, DAY - 15) };
    if (at !== null) at += minutesOf(entry);
    return own;
  });
}

/** @param {Entry[]} entries @param {(entry: Entry) => Slot} slotOf @returns {[Entry, object][]} */
const changesOf = (entries, slotOf) => entries.map((entry) => [entry, slotFields(slotOf(entry))]);

/** One request, one undo. @param {[Entry, object][]} changes to days and times */
const placeBlocks = (changes) =>
  send("POST", "/blocks", {
    blocks: changes.map(([{ kind, id }, slot]) => ({ [`${kind}_id`]: id, ...slot })),
  });

/** Off the calendar; an instance keeps its day and loses its time. @param {Entry[]} entries */
export function unschedule(entries) {
  const nowhere = { date: null, start: null };
  const plain = entries.filter(({ kind }) => kind === "task");
  const days = entries.filter(({ kind }) => kind === "instance");
  const kept = changesOf(days, ({ date }) => ({ date, start: null }));
  const drawn = drawing([...changesOf(plain, () => nowhere), ...kept]);
  /** @type {(() => Promise<Patch>)[]} */
  const asks = [];
  if (plain.length) asks.push(() => ask(plain, "change", slotFields(nowhere)));
  if (days.length) asks.push(() => placeBlocks(kept));
  const text = `Unscheduled: ${nameOf([...plain, ...days])}`;
  if (asks.length) change(drawn, () => inSequence(asks), { text });
}

/**
 * Move a block, or give it another start and end.
 * @param {Entry} entry @param {{date: string, start: number, end: number}} to
 * @param {boolean} [quiet]
 */
export function place(entry, { date, start, end }, quiet = false) {
  const minutes = end - start;
  const field = entry.kind === "instance" ? "own_duration" : "duration";
  const same = minutes === entry.minutes || entry.chunk !== undefined;
  const length = same ? {} : { [field]: minutes };
  if (date === entry.date && start === entry.start && minutes === entry.minutes) return;
  const text = `${entry.title}: ${rangeLabel(start, end, twelve.peek())}`;
  patch(entry, { ...fieldsAt(entry, { date, start }, minutes), ...length }, text, quiet);
}

/**
 * Every pending instance from before today, or one series'.
 * @param {"complete" | "skip"} action @param {Entry[]} entries the ones that are shown
 * @param {number} [taskId]
 */
export function settleEarlier(action, entries, taskId) {
  const status = action === "complete" ? "completed" : "skipped";
  keepInPlace(
    entries.map(({ key }) => key),
    true,
  );
  const drawn = drawing(entries.map((entry) => [entry, { status }]));
  const text = `${counted(entries.length, "task")} ${action === "complete" ? "done" : "skipped"}`;
  const body = { action, ...(taskId && { task_id: taskId }) };
  change(drawn, () => send("POST", "/instances/from-earlier", body), { text });
}
