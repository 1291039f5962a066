/** Adds tasks from the quick-add line: the server parses it; offline, this browser stores it. */

import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { signal } from "#wd/core/ui.js";
import { change } from "#wd/tasks/state/changes.js";
import { notify } from "#wd/tasks/state/notice.js";
import { sendOrStore, showAdded } from "#wd/tasks/state/outbox.js";

/**
 * @typedef {{text: string, domain_id?: number | null, parent_id?: number | null, scheduled_date?: string | null}}
 * Line
 */

/** Titles and lines that are being sent. */
export const sending = signal(/** @type {string[]} */ ([]));

/** The request that creates a domain or label: the next line may use it. */
let creation = /** @type {Promise<unknown>} */ (Promise.resolve());

/** @param {{kind: string, label: string}} suggestion a "domain" or "label", and its name */
export function create({ kind, label: name }) {
  const request = () => send("POST", `/${kind}s`, { name });
  const text =
    kind === "label"
      ? t("Created the label {name}", { name })
      : t("Created the domain {name}", { name });
  creation = change({}, request, { text });
}

/** Add the tasks of a line. @param {Line} line */
export const add = (line) => addOne({ line }, line.text);

/** Add a task of these fields. @param {Record<string, any>} fields as POST /tasks takes them */
export const addTask = (fields) => addOne({ path: "/tasks", line: fields }, fields.title);

/**
 * @param {Omit<import("#wd/core/outbox.js").PendingWrite, "key">} write @param {string} text shown while sending
 * @returns {Promise<boolean>} false if the server rejected it: the text belongs back in its field
 */
async function addOne(write, text) {
  sending.value = [...sending.value, text];
  await creation;
  try {
    const patch = await sendOrStore(write);
    if (patch) showAdded(patch);
    return true;
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
    return false;
  } finally {
    sending.value = sending.value.filter((other) => other !== text);
  }
}
