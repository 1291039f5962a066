/** Changes: shown at once, sent to the server, rolled back if it rejects them; and their undo. */

import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { batch, computed, signal } from "#wd/core/ui.js";
import { forget, forgetAcknowledged, redoables, undoables } from "#wd/tasks/state/history.js";
import { mergeAck } from "#wd/tasks/state/live.js";
import { announce, notify } from "#wd/tasks/state/notice.js";
import { restore, sendPending, submit } from "#wd/tasks/state/outbox.js";
import { addOverlay, instances, mergeCurrent, tasks, versionOf } from "#wd/tasks/state/server.js";
import { textOf } from "#wd/tasks/state/stored-write.js";

/** @typedef {import("#wd/tasks/state/history.js").Undoable} Undoable */
/** @typedef {import("#wd/core/outbox.js").Overlay} Overlay */
/** @typedef {import("#wd/core/outbox.js").PendingWrite} PendingWrite */
/** @typedef {Omit<PendingWrite, "key"> & {key?: string}} Write */
/** @typedef {{text?: string, quiet?: boolean, history?: Undoable[], isNew?: boolean}} Options */

/**
 * The last change to each row that is not stored on this device. Writes to the row wait for it, and
 * so know the row's version.
 * @type {Map<string, Promise<unknown>>}
 */
const tails = new Map();

/**
 * Make a change that needs a connection, such as applying a plan.
 * @param {Overlay} overlay the fields to show until the response arrives
 * @param {() => Promise<Patch | Patch[]>} request runs after earlier writes
 * @param {Options} [options]
 * @returns {Promise<Patch[] | null>} null if rejected
 */
export function change(overlay, request, { text = "", quiet = false, history, isNew } = {}) {
  const before = inverse(overlay);
  const removeOverlay = addOverlay(overlay);
  const done = queueRequest(keysOf(overlay), request).then(
    (patches) => acknowledge([patches].flat(), removeOverlay),
    (error) => rollBack(error, removeOverlay),
  );
  const activities = done.then((patches) => (patches ?? []).flatMap(activityOf));
  record({ before, activities, text }, done, { history, isNew });
  if (!history && text) report(text, quiet);
  return done;
}

/** @param {Patch} patch */
const activityOf = ({ activity }) => (activity ? [activity] : []);

/**
 * Make a change that also works offline: this device stores its writes until they are sent.
 * @param {Write[]} writes each with the overlay to show until it is sent
 * @param {Options} [options]
 * @returns {Promise<Patch[] | null>} null if rejected or waiting for a connection
 */
export function edit(writes, { text = "", quiet = false, history, isNew } = {}) {
  const overlay = merged(writes);
  const before = inverse(overlay);
  const keyed = writes.map((write) => ({ key: crypto.randomUUID(), words: text, ...write }));
  const removers = writes.map(({ overlay }) => addOverlay(overlay ?? {}));
  const submitAll = () => keyed.map((write, at) => submit(withVersion(write), removers[at]));
  const done = count(afterTails(keysOf(overlay), submitAll).then(settled));
  record({ before, keys: keyed.map(({ key }) => key), text }, done, { history, isNew });
  if (!history && text) report(text, quiet);
  return done.then((patches) =>
    patches?.every(Boolean) ? /** @type {Patch[]} */ (patches) : null,
  );
}

/**
 * Start at once where nothing has to be waited for: the page may be about to close.
 * @template T
 * @param {string[]} keys @param {() => Promise<T>[]} start
 */
async function afterTails(keys, start) {
  const earlier = keys.flatMap((key) => tails.get(key) ?? []);
  if (earlier.length) await Promise.allSettled(earlier);
  return Promise.allSettled(start());
}

/**
 * Show why a write was rejected. The person gets a typed text back.
 * @param {PromiseSettledResult<Patch | null>[]} results
 * @returns {(Patch | null)[] | null} null if all were rejected
 */
function settled(results) {
  const rejected = results.filter((result) => result.status === "rejected");
  if (rejected.length && !rejected[0].reason.returned) notify(rejected[0].reason.message);
  if (rejected.length === results.length) return null;
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** Let a change of a row build on the version that is shown. @param {PendingWrite} write @returns {PendingWrite} */
export function withVersion(write) {
  const [, kind, id] = (write.path ?? "").split("/");
  if (write.method !== "PATCH" || (kind !== "tasks" && kind !== "instances")) return write;
  return { ...write, line: { ...write.line, version: versionOf(kind, Number(id)) } };
}

/** @param {Write[]} writes @returns {Overlay} */
function merged(writes) {
  /** @type {Overlay} */
  const all = {};
  for (const { overlay = {} } of writes)
    for (const kind of /** @type {("tasks" | "instances")[]} */ (Object.keys(overlay)))
      all[kind] = new Map([...(all[kind] ?? []), ...(overlay[kind] ?? [])]);
  return all;
}

/**
 * Add a change to the history until it is rejected. A new change can't be followed by a redo of
 * older ones.
 * @param {Undoable} undoable @param {Promise<unknown>} done
 * @param {{history?: Undoable[], isNew?: boolean}} options
 */
function record(undoable, done, { history = undoables, isNew = history === undoables }) {
  if (isNew) redoables.length = 0;
  history.push(undoable);
  done.then((patches) => {
    if (!patches) forget(history, undoable);
    undoable.acknowledged = true;
  });
}

/** @param {string} text @param {boolean} quiet */
function report(text, quiet) {
  if (quiet) announce(text);
  else notify(text, t("Undo"), undo);
}

/** @param {Patch[]} patches @param {() => void} removeOverlay */
function acknowledge(patches, removeOverlay) {
  batch(() => {
    removeOverlay();
    for (const patch of patches) mergeAck(patch, true);
  });
  return patches;
}

/** @param {any} error @param {() => void} removeOverlay @returns {null} */
function rollBack(error, removeOverlay) {
  batch(() => {
    removeOverlay();
    mergeCurrent(error);
  });
  notify(error.message);
  return null;
}

/** Undo the person's last change. */
export const undo = () => step("undo");

/** Undo the last undo. */
export const redo = () => step("redo");

const OPPOSITE = /** @type {const} */ ({ undo: "redo", redo: "undo" });

/** @param {"undo" | "redo"} way */
function step(way) {
  const [from, to] = way === "undo" ? [undoables, redoables] : [redoables, undoables];
  const last = from.pop();
  if (!last) return stepOnServer(way);
  revert(last, to);
  return reportStep(way, last.text);
}

/** @param {"undo" | "redo"} way @param {string} change */
function reportStep(way, change) {
  const texts = {
    undo: change ? t("Undone: {change}", { change }) : t("Undone"),
    redo: change ? t("Redone: {change}", { change }) : t("Redone"),
  };
  const labels = { undo: t("Undo"), redo: t("Redo") };
  const back = OPPOSITE[way];
  notify(texts[way], labels[back], () => step(back));
}

/** @param {Undoable} last @param {Undoable[]} history */
function revert({ before, keys, activities, text }, history) {
  const options = { text, history, isNew: false };
  if (!keys) return change(before, () => undoOnServer(activities), options);
  const writes = keys.toReversed().map((key) => undoOf(key));
  Object.assign(writes[writes.length - 1], { overlay: before });
  return edit(writes, options);
}

/** @param {string} key of the write to undo @returns {Write} */
const undoOf = (key) => ({ method: "POST", path: "/activity/undo", line: { request_key: key } });

/** Undo on the server, last first. @param {Promise<number[]>} [activities] @returns {Promise<Patch[]>} */
async function undoOnServer(activities) {
  const responses = [];
  for (const activity of ((await activities) ?? []).toReversed())
    responses.push(await send("POST", `/activity/${activity}/undo`));
  return responses;
}

/**
 * Undo or redo what the server's log has as the last change: this tab made none since it was
 * loaded, or another tab or device made one since.
 * @param {"undo" | "redo"} way
 */
async function stepOnServer(way) {
  await sendPending();
  try {
    const patch = await send("POST", `/activity/${way}`, {});
    forgetAcknowledged();
    mergeAck(patch, true);
    reportStep(way, patch.change);
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
  }
}

/**
 * Add a change without an overlay to the undo history, such as an added task.
 * @param {string} key of its write @param {string} text @param {Promise<unknown>} done
 */
export const remember = (key, text, done) => {
  const undoable = { before: {}, keys: [key], text };
  record(undoable, done, {});
  return undoable;
};

/** Show the changes that wait from an earlier visit, and send them. */
export const restoreChanges = () =>
  restore(({ key, line, overlay = {}, words = textOf(line) ?? "" }) => {
    undoables.push({ before: inverse(overlay), keys: [key], text: words });
    return addOverlay(overlay);
  });

const requests = signal(0);
const edits = signal(0);
/** The number of changes that closing the page would lose. */
export const unstored = computed(() => requests.value);
/** The number of changes without a response. */
export const unsaved = computed(() => requests.value + edits.value);

/** Count a change as unsaved until it is done. @template T @param {Promise<T>} done @returns {Promise<T>} */
export function count(done) {
  edits.value++;
  return done.finally(() => {
    edits.value--;
  });
}

/** @param {string[]} keys @param {() => Promise<Patch | Patch[]>} request */
function queueRequest(keys, request) {
  const earlier = [...keys.map((key) => tails.get(key)), sendPending()];
  requests.value++;
  const turn = Promise.allSettled(earlier).then(request);
  for (const key of keys) tails.set(key, turn);
  const forgetTurn = () => {
    requests.value--;
    for (const key of keys) if (tails.get(key) === turn) tails.delete(key);
  };
  turn.then(forgetTurn, forgetTurn);
  return turn;
}

/** @param {Overlay} overlay */
const keysOf = (overlay) =>
  Object.entries(overlay).flatMap(([kind, rows]) => [...rows.keys()].map((id) => `${kind}${id}`));

/** Return the current values of the fields. @param {Overlay} overlay @returns {Overlay} */
function inverse(overlay) {
  const now = { tasks: tasks.peek(), instances: instances.peek() };
  /** @type {Overlay} */
  const before = {};
  for (const kind of /** @type {("tasks" | "instances")[]} */ (Object.keys(overlay))) {
    before[kind] = new Map(
      [...(overlay[kind] ?? [])].map(([id, fields]) => {
        const row = /** @type {Record<string, unknown>} */ (now[kind].get(id) ?? {});
        return [id, Object.fromEntries(Object.keys(fields).map((name) => [name, row[name]]))];
      }),
    );
  }
  return before;
}
