/** Adding by one line: the server reads it; offline it waits in this browser. */
import { send } from "#wd/core/api.js";
import { signal } from "#wd/core/ui.js";
import { change } from "#wd/tasks/state/changes.js";
import { notify } from "#wd/tasks/state/notice.js";
import { added, sendOrHold } from "#wd/tasks/state/outbox.js";

/**
 * @typedef {{text: string, domain_id?: number | null, parent_id?: number | null, scheduled_date?: string | null}}
 * Line
 */

/** Titles and lines on their way, for the page to show meanwhile. */
export const sending = signal(/** @type {string[]} */ ([]));

/** A domain or label on its way: the next line may be about it. */
let making = /** @type {Promise<unknown>} */ (Promise.resolve());

/** @param {{kind: string, label: string}} what a "domain" or "label", and its name */
export function create({ kind, label }) {
  const ask = () => send("POST", `/${kind}s`, { name: label });
  making = change({}, ask, { text: `Created the ${kind} ${label}` });
}

/** Add what a line says. @param {Line} line */
export const add = (line) => addOne({ line }, line.text);

/** Add a task of these fields. @param {Record<string, any>} fields as POST /tasks takes them */
export const addTask = (fields) => addOne({ path: "/tasks", line: fields }, fields.title);

/**
 * @param {Omit<import("#wd/core/outbox.js").Held, "key">} write @param {string} text shown meanwhile
 * @returns {Promise<boolean>} false when the server refused: the text belongs back in its field
 */
async function addOne(write, text) {
  sending.value = [...sending.value, text];
  await making;
  try {
    const patch = await sendOrHold(write);
    if (patch) added(patch);
    return true;
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
    return false;
  } finally {
    sending.value = sending.value.filter((other) => other !== text);
  }
}
