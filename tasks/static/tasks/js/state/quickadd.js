/** Adds tasks from the quick-add line: the server parses it; offline, this browser stores it. */

import { send } from "#wd/core/api.js";
import { t, tn } from "#wd/core/i18n.js";
import { signal } from "#wd/core/ui.js";
import { change, remember, undo } from "#wd/tasks/state/changes.js";
import { notify } from "#wd/tasks/state/notice.js";
import { submit } from "#wd/tasks/state/outbox.js";
import { cursor } from "#wd/tasks/state/page.js";

/**
 * @typedef {{text: string, domain_id?: number | null, parent_id?: number | null, scheduled_date?: string | null, scheduled_time?: string | null, duration?: number | null}}
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

/**
 * @param {Omit<import("#wd/core/outbox.js").PendingWrite, "key">} write @param {string} text shown while sending
 * @returns {Promise<boolean>} false if the server rejected it: the text belongs back in its field
 */
async function addOne(write, text) {
  sending.value = [...sending.value, text];
  await creation;
  const key = crypto.randomUUID();
  const words = t("Added: {title}", { title: text });
  const sent = submit({ ...write, words, key });
  const undoable = remember(
    key,
    words,
    sent.then(
      () => true,
      () => false,
    ),
  );
  try {
    const patch = await sent;
    if (patch) undoable.text = showAdded(patch) ?? words;
    return true;
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
    return false;
  } finally {
    sending.value = sending.value.filter((other) => other !== text);
  }
}

/** Show the added tasks. @param {Patch} patch @returns {string | undefined} the words of the change */
function showAdded({ tasks = [], instances }) {
  const first = tasks[0];
  if (!first) return undefined;
  const { title } = first;
  const text =
    tasks.length > 1
      ? tn("Added {count} task", "Added {count} tasks", tasks.length)
      : t("Added: {title}", { title });
  cursor.value = first.series ? `i${instances?.[0]?.id}` : `t${first.id}`;
  const thought = first.domain_id === null && first.scheduled_date === null;
  notify(thought ? t("Added to Thoughts: {title}", { title }) : text, t("Undo"), undo);
  return text;
}
