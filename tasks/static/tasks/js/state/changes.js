/** Changes: shown at once, sent to the server, rolled back if it rejects them; and their undo. */

import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { batch, signal } from "#wd/core/ui.js";
import { mergeAck } from "#wd/tasks/state/live.js";
import { announce, notify } from "#wd/tasks/state/notice.js";
import { addOverlay, instances, merge, tasks } from "#wd/tasks/state/server.js";

/** @typedef {import("#wd/tasks/state/server.js").Overlay} Overlay */
/**
 * A change that can be undone.
 * @typedef {{before: Overlay, done: Promise<Patch[] | null>, text: string}} Undoable
 */

/** @type {Undoable[]} */
const undoables = [];
/** @type {Undoable[]} */
const redoables = [];
/**
 * The last write to each row. The next write waits for it, and so knows the row's version.
 * @type {Map<string, Promise<unknown>>}
 */
const tails = new Map();

/**
 * @param {Overlay} overlay the fields to show until the response arrives
 * @param {(removeOverlay: () => void) => Promise<Patch | Patch[] | null>} request runs after earlier
 * writes to the same rows; null if it is stored for later: call `removeOverlay` once it is sent
 * @param {{text?: string, quiet?: boolean, history?: Undoable[]}} [options]
 * @returns {Promise<Patch[] | null>} null if rejected or stored for later
 */
export function change(overlay, request, { text = "", quiet = false, history = undoables } = {}) {
  const before = inverse(overlay);
  const removeOverlay = addOverlay(overlay);
  const done = queueWrite(keysOf(overlay), () => request(removeOverlay)).then(
    (patches) => patches && acknowledge([patches].flat(), removeOverlay),
    (error) => rollBack(error, removeOverlay),
  );
  const undoable = { before, done, text };
  history.push(undoable);
  done.then((patches) => patches || forget(history, undoable));
  if (history === undoables && text) report(text, quiet);
  return done;
}

/** @param {Undoable[]} history @param {Undoable} undoable */
function forget(history, undoable) {
  const at = history.indexOf(undoable);
  if (at >= 0) history.splice(at, 1);
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
    for (const patch of patches) mergeAck(patch);
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

/** Merge the current row from a 409 response. @param {any} error */
export function mergeCurrent({ current: row }) {
  if (row) merge("task_id" in row ? { instances: [row] } : { tasks: [row] });
}

/** Undo the last change. */
export function undo() {
  const last = revert(undoables, redoables);
  if (!last) return notify(t("Nothing to undo"));
  notify(last.text ? t("Undone: {change}", { change: last.text }) : t("Undone"), t("Redo"), redo);
}

/** Undo the last undo. */
export function redo() {
  const last = revert(redoables, undoables);
  if (!last) return notify(t("Nothing to redo"));
  notify(last.text ? t("Redone: {change}", { change: last.text }) : t("Redone"), t("Undo"), undo);
}

/** @param {Undoable[]} from @param {Undoable[]} to */
function revert(from, to) {
  const last = from.pop();
  if (last) change(last.before, () => undoOnServer(last), { text: last.text, history: to });
  return last;
}

/** Undo on the server, last first. @param {Undoable} undoable @returns {Promise<Patch[]>} */
async function undoOnServer({ done }) {
  const patches = (await done) ?? [];
  const responses = [];
  for (const { activity } of patches.toReversed()) {
    if (activity) responses.push(await send("POST", `/activity/${activity}/undo`));
  }
  return responses;
}

/**
 * Add a change without an overlay to the undo history, such as an added task.
 * @param {Patch} patch @param {string} text
 */
export function remember(patch, text) {
  undoables.push({ before: {}, done: Promise.resolve([patch]), text });
}

/** The number of changes without a response. */
export const unsaved = signal(0);

/** @param {string[]} keys @param {() => Promise<Patch | Patch[] | null>} request */
function queueWrite(keys, request) {
  const earlier = keys.map((key) => tails.get(key));
  unsaved.value++;
  const turn = Promise.allSettled(earlier).then(request);
  for (const key of keys) tails.set(key, turn);
  const forget = () => {
    unsaved.value--;
    for (const key of keys) if (tails.get(key) === turn) tails.delete(key);
  };
  turn.then(forget, forget);
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
