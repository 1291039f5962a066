/** Adding by one line: the server reads it; offline it waits in this browser. */
import { Problem, send } from "#wd/core/api.js";
import { hold, release, waiting } from "#wd/core/outbox.js";
import { signal } from "#wd/core/ui.js";
import { change, remember, undo } from "#wd/tasks/state/changes.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";
import { cursor } from "#wd/tasks/state/page.js";

/**
 * @typedef {{text: string, domain_id?: number | null, parent_id?: number | null, scheduled_date?: string | null}}
 * Line
 */

/** Lines on their way, for the page to show meanwhile. */
export const sending = signal(/** @type {string[]} */ ([]));
/** How many lines wait to be sent. */
export const held = signal(0);
/**
 * A line that waited and was refused: it belongs back in the field, and is kept until it is there.
 */
export const returned = signal(
  /** @type {{key: string, text: string, sentence: string} | null} */ (null),
);

/** A domain or label on its way: the next line may be about it. */
let making = /** @type {Promise<unknown>} */ (Promise.resolve());

/** @param {{kind: string, label: string}} what a "domain" or "label", and its name */
export function create({ kind, label }) {
  const ask = () => send("POST", `/${kind}s`, { name: label });
  making = change({}, ask, { text: `Created the ${kind} ${label}` });
}

const RETRY_MS = 30_000;
/** What the server says of the line itself; everything else is about the moment, and passes. */
const REFUSALS = [404, 422];

/** @param {any} error */
const isRefusal = (error) => error instanceof Problem && REFUSALS.includes(error.status);

/**
 * @param {Line} line
 * @returns {Promise<boolean>} false when the server refused: the text belongs back in its field
 */
export async function add(line) {
  const key = crypto.randomUUID();
  sending.value = [...sending.value, line.text];
  await making;
  try {
    added(await post(line, key));
    return true;
  } catch (error) {
    if (!isRefusal(error)) return keep({ key, line });
    notify(/** @type {Error} */ (error).message);
    return false;
  } finally {
    sending.value = sending.value.filter((text) => text !== line.text);
  }
}

/** @param {import("#wd/core/outbox.js").Held} line */
async function keep(line) {
  await hold(line);
  await countHeld();
  tryLater();
  notify("Kept here. It is sent as soon as it can be.");
  return true;
}

/** @param {Line} line @param {string} key makes a second try of the same line harmless */
const post = (line, key) =>
  send("POST", "/quickadd", line, { headers: { "Idempotency-Key": key } });

/** @param {Patch} patch */
function added(patch) {
  keepUp(patch);
  const tasks = patch.tasks ?? [];
  const first = tasks[0];
  if (!first) return;
  const text = tasks.length > 1 ? `Added ${tasks.length} tasks` : `Added: ${first.title}`;
  remember(patch, text);
  cursor.value = first.series ? `i${patch.instances?.[0]?.id}` : `t${first.id}`;
  const thought = first.domain_id === null && first.scheduled_date === null;
  notify(thought ? `Kept in Thoughts: ${first.title}` : text, "Undo", undo);
}

async function countHeld() {
  held.value = (await waiting()).length;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

function tryLater() {
  clearTimeout(timer);
  timer = setTimeout(sendHeld, RETRY_MS);
}

/** @type {Promise<void> | null} */
let round = null;

/** Send what waited, in order; one round at a time. */
export function sendHeld() {
  round ??= sendInOrder().finally(() => {
    round = null;
  });
  return round;
}

/** The first line that cannot be sent now keeps the rest back. */
async function sendInOrder() {
  try {
    for (const line of await waiting()) await sendOne(line);
  } catch {
    tryLater();
  }
  await countHeld();
}

/** @param {import("#wd/core/outbox.js").Held} held */
async function sendOne({ key, line }) {
  try {
    added(await post(line, key));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    returned.value ??= { key, text: line.text, sentence: /** @type {Error} */ (error).message };
    return;
  }
  await release(key);
}

/** The field has taken the returned line; the next one may be waiting for it. */
export async function takenBack() {
  const line = returned.peek();
  if (!line) return;
  returned.value = null;
  notify(line.sentence);
  await release(line.key);
  await sendHeld();
}
