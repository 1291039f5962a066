/** Writes that the network did not carry wait in this browser and are sent in order, once. */
import { Problem, send, Unreachable } from "#wd/core/api.js";
import { hold, release, waiting } from "#wd/core/outbox.js";
import { batch, signal } from "#wd/core/ui.js";
import { mergeCurrent, remember, undo } from "#wd/tasks/state/changes.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";
import { cursor } from "#wd/tasks/state/page.js";

/** @typedef {import("#wd/core/outbox.js").Held} Held */

/** How many writes wait to be sent. */
export const held = signal(0);
/**
 * Text that waited and was refused: it goes into the quick-add line, and is stored until it is there.
 */
export const returned = signal(
  /** @type {{key: string, text: string, sentence: string} | null} */ (null),
);

const RETRY_MS = 30_000;
/** What the server says of the write itself; everything else is about the moment, and passes. */
const REFUSALS = [404, 422];

/** A conflict brings the row as it is now. @param {any} error */
const isRefusal = (error) =>
  error instanceof Problem && (REFUSALS.includes(error.status) || Boolean(error.current));

/** What somebody typed. @param {Held["line"]} line @returns {string | undefined} */
const textOf = (line) =>
  line.text ?? line.title ?? line.own_title ?? line.description ?? line.own_description;

/** Takes off what is drawn for a write that waits, by its key. @type {Map<string, () => void>} */
const lifts = new Map();

/**
 * Send a write; when the network does not carry it, store it in this browser and try again later.
 * Typed text also waits for a server that cannot take it now.
 * @param {Omit<Held, "key">} write
 * @param {() => void} [lift] takes off what is drawn meanwhile
 * @returns {Promise<Patch | null>} null when it waits; throws when the server refuses
 */
export async function sendOrHold(write, lift) {
  const request = { ...write, key: crypto.randomUUID() };
  try {
    return await post(request);
  } catch (error) {
    const passes = error instanceof Unreachable || textOf(write.line);
    if (isRefusal(error) || !passes) throw error;
    await hold(request);
    if (lift) lifts.set(request.key, lift);
    await countHeld();
    tryLater();
    notify("Saved on this device. It will be sent when you’re back online.");
    return null;
  }
}

/** The key makes sending it again harmless. @param {Held} write @returns {Promise<Patch>} */
const post = ({ key, line, method = "POST", path = "/quickadd" }) =>
  send(method, path, line, { headers: { "Idempotency-Key": key } });

/** Show that tasks were added. @param {Patch} patch */
export function added(patch) {
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

/** Another tab may have sent some: what is drawn for them goes. */
async function countHeld() {
  const keys = (await waiting()).map(({ key }) => key);
  held.value = keys.length;
  for (const key of lifts.keys()) if (!keys.includes(key)) takeOff(key);
}

/** @param {string} key */
function takeOff(key) {
  lifts.get(key)?.();
  lifts.delete(key);
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

/** The first write that cannot be sent now keeps the rest back. */
async function sendInOrder() {
  /** The version a row has by our last write: the next one was written on top of it. */
  const versions = /** @type {Map<string, number>} */ (new Map());
  try {
    for (const write of await waiting()) await sendOne(write, versions);
  } catch {
    tryLater();
  }
  await countHeld();
}

/** @param {Held} write @param {Map<string, number>} versions by path */
async function sendOne(write, versions) {
  const { key, line, path = "", words } = write;
  try {
    const version = versions.get(path) ?? line.version;
    const patch = await post({ ...write, line: { ...line, version } });
    const [row] = [...(patch.tasks ?? []), ...(patch.instances ?? [])];
    if (row) versions.set(path, row.version);
    batch(() => {
      takeOff(key);
      if (words === undefined) return added(patch);
      keepUp(patch);
      remember(patch, words);
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (giveBack(write, /** @type {Problem} */ (error))) return;
  }
  await release(key);
}

/**
 * Show what is true instead, and offer the typed text again.
 * @param {Held} write @param {Problem} refusal
 * @returns {boolean} whether there is text that still has to be taken
 */
function giveBack({ key, line }, refusal) {
  const text = textOf(line);
  takeOff(key);
  mergeCurrent(refusal);
  if (text) returned.value ??= { key, text, sentence: refusal.message };
  else notify(refusal.message);
  return Boolean(text);
}

/** The field has taken the returned text; the next one may be waiting for it. */
export async function takenBack() {
  const line = returned.peek();
  if (!line) return;
  returned.value = null;
  notify(line.sentence);
  await release(line.key);
  await sendHeld();
}
