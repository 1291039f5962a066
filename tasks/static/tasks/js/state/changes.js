/** Every change: drawn at once, told to the server, taken back when it refuses; and its undo. */
import { send } from "#wd/core/api.js";
import { batch, signal } from "#wd/core/ui.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify, say } from "#wd/tasks/state/notice.js";
import { draw, instances, merge, tasks } from "#wd/tasks/state/server.js";

/** @typedef {import("#wd/tasks/state/server.js").Drawing} Drawing */
/**
 * Something to take back.
 * @typedef {{before: Drawing, done: Promise<Patch[] | null>, text: string}} Undoable
 */

/** @type {Undoable[]} */
const undoables = [];
/** @type {Undoable[]} */
const redoables = [];
/**
 * The last write to each row: the next one waits for it, and so knows its version.
 * @type {Map<string, Promise<unknown>>}
 */
const tails = new Map();

/**
 * @param {Drawing} drawing what to show meanwhile
 * @param {(lift: () => void) => Promise<Patch | Patch[] | null>} ask runs after earlier writes to the
 * same rows; null when it waits to be sent: then what is drawn stays until `lift` takes it off
 * @param {{text?: string, quiet?: boolean, history?: Undoable[]}} [options]
 * @returns {Promise<Patch[] | null>} null when refused, or waiting
 */
export function change(drawing, ask, { text = "", quiet = false, history = undoables } = {}) {
  const before = inverse(drawing);
  const lift = draw(drawing);
  const done = inTurn(keysOf(drawing), () => ask(lift)).then(
    (answer) => answer && settle([answer].flat(), lift),
    (error) => refuse(error, lift),
  );
  const undoable = { before, done, text };
  history.push(undoable);
  done.then((patches) => patches || forget(history, undoable));
  if (history === undoables && text) announce(text, quiet);
  return done;
}

/** @param {Undoable[]} history @param {Undoable} undoable */
function forget(history, undoable) {
  const at = history.indexOf(undoable);
  if (at >= 0) history.splice(at, 1);
}

/** @param {string} text @param {boolean} quiet */
function announce(text, quiet) {
  if (quiet) say(text);
  else notify(text, "Undo", undo);
}

/** @param {Patch[]} patches @param {() => void} lift */
function settle(patches, lift) {
  batch(() => {
    lift();
    for (const patch of patches) keepUp(patch);
  });
  return patches;
}

/** @param {any} error @param {() => void} lift @returns {null} */
function refuse(error, lift) {
  batch(() => {
    lift();
    mergeCurrent(error);
  });
  notify(error.message);
  return null;
}

/** Take in the row as it is now, from a 409. @param {any} error */
export function mergeCurrent({ current: row }) {
  if (row) merge("task_id" in row ? { instances: [row] } : { tasks: [row] });
}

/** Take back the last change. */
export const undo = () => revert(undoables, redoables, "Undone");
/** Take back the last undo. */
export const redo = () => revert(redoables, undoables, "Done again");

/** @param {Undoable[]} from @param {Undoable[]} to @param {string} word */
function revert(from, to, word) {
  const last = from.pop();
  if (!last) return notify(word === "Undone" ? "Nothing to undo" : "Nothing to redo");
  change(last.before, () => takeBack(last), { text: last.text, history: to });
  notify(last.text ? `${word}: ${last.text}` : word, word === "Undone" ? "Redo" : "Undo", () =>
    word === "Undone" ? redo() : undo(),
  );
}

/** Undo on the server, last first. @param {Undoable} undoable @returns {Promise<Patch[]>} */
async function takeBack({ done }) {
  const patches = (await done) ?? [];
  const answers = [];
  for (const { activity } of patches.toReversed()) {
    if (activity) answers.push(await send("POST", `/activity/${activity}/undo`));
  }
  return answers;
}

/**
 * Remember a change that nothing was drawn for, such as an added task.
 * @param {Patch} patch @param {string} text
 */
export function remember(patch, text) {
  undoables.push({ before: {}, done: Promise.resolve([patch]), text });
}

/** How many changes the server has not answered yet. */
export const unsaved = signal(0);

/** @param {string[]} keys @param {() => Promise<Patch | Patch[] | null>} ask */
function inTurn(keys, ask) {
  const earlier = keys.map((key) => tails.get(key));
  unsaved.value++;
  const turn = Promise.allSettled(earlier).then(ask);
  for (const key of keys) tails.set(key, turn);
  const forget = () => {
    unsaved.value--;
    for (const key of keys) if (tails.get(key) === turn) tails.delete(key);
  };
  turn.then(forget, forget);
  return turn;
}

/** @param {Drawing} drawing */
const keysOf = (drawing) =>
  Object.entries(drawing).flatMap(([kind, rows]) => [...rows.keys()].map((id) => `${kind}${id}`));

/** What the drawn fields are now. @param {Drawing} drawing @returns {Drawing} */
function inverse(drawing) {
  const now = { tasks: tasks.peek(), instances: instances.peek() };
  /** @type {Drawing} */
  const before = {};
  for (const kind of /** @type {("tasks" | "instances")[]} */ (Object.keys(drawing))) {
    before[kind] = new Map(
      [...(drawing[kind] ?? [])].map(([id, fields]) => {
        const row = /** @type {Record<string, unknown>} */ (now[kind].get(id) ?? {});
        return [id, Object.fromEntries(Object.keys(fields).map((name) => [name, row[name]]))];
      }),
    );
  }
  return before;
}
