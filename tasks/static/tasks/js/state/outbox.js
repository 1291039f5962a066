/** Writes that could not be sent: this browser stores them, and sends each once and in order. */

import { Problem, send, Unreachable } from "#wd/core/api.js";
import { t, tn } from "#wd/core/i18n.js";
import { addWrite, listWrites, removeWrite, updateWrite } from "#wd/core/outbox.js";
import { batch, signal } from "#wd/core/ui.js";
import { mergeCurrent, remember, undo } from "#wd/tasks/state/changes.js";
import { mergeAck } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";
import { cursor } from "#wd/tasks/state/page.js";

/** @typedef {import("#wd/core/outbox.js").PendingWrite} PendingWrite */

/** The number of stored writes. */
export const pendingCount = signal(0);
/**
 * The text of a stored write that the server rejected. It stays stored until the quick-add line has
 * it.
 */
export const rejectedDraft = signal(
  /** @type {{key: string, text: string, sentence: string} | null} */ (null),
);

const RETRY_MS = 30_000;
/** Statuses that reject the write itself; all others are temporary. */
const REJECTIONS = [404, 422];

/** A conflict contains the current row. @param {any} error */
const isRejection = (error) =>
  error instanceof Problem && (REJECTIONS.includes(error.status) || Boolean(error.current));

/** Return the text that the person typed. @param {PendingWrite["line"]} line @returns {string | undefined} */
const textOf = (line) =>
  line.text ?? line.title ?? line.own_title ?? line.description ?? line.own_description;

/** Functions that remove the overlays of stored writes, by key. @type {Map<string, () => void>} */
const overlayRemovers = new Map();

/**
 * Send a write; if it does not reach the server, store it and try again later. Typed text is also
 * stored when the server is temporarily unable to save it.
 * @param {Omit<PendingWrite, "key">} write
 * @param {() => void} [removeOverlay] removes the write's overlay
 * @returns {Promise<Patch | null>} null if stored; throws if the server rejects it
 */
export async function sendOrStore(write, removeOverlay) {
  const request = { ...write, key: crypto.randomUUID() };
  try {
    return await post(request);
  } catch (error) {
    const storable = error instanceof Unreachable || textOf(write.line);
    if (isRejection(error) || !storable) throw error;
    await addWrite(request);
    if (removeOverlay) overlayRemovers.set(request.key, removeOverlay);
    await countPending();
    tryLater();
    notify(t("Saved on this device. It will be sent when you're back online."));
    return null;
  }
}

/**
 * Send a write; its key makes a repetition harmless. A key belongs to one body, so the write gets
 * another key once it builds on another version.
 * @param {PendingWrite} write @returns {Promise<Patch>}
 */
function post({ key, line, version, method = "POST", path = "/quickadd" }) {
  const body = version === undefined ? line : { ...line, version };
  const headers = { "Idempotency-Key": version === undefined ? key : `${key}-${version}` };
  return send(method, path, body, { headers });
}

/** Show the added tasks. @param {Patch} patch */
export function showAdded(patch) {
  mergeAck(patch);
  const tasks = patch.tasks ?? [];
  const first = tasks[0];
  if (!first) return;
  const { title } = first;
  const text =
    tasks.length > 1
      ? tn("Added {count} task", "Added {count} tasks", tasks.length)
      : t("Added: {title}", { title });
  remember(patch, text);
  cursor.value = first.series ? `i${patch.instances?.[0]?.id}` : `t${first.id}`;
  const thought = first.domain_id === null && first.scheduled_date === null;
  notify(thought ? t("Added to Thoughts: {title}", { title }) : text, t("Undo"), undo);
}

/** Count the stored writes, and remove the overlays of those that another tab has sent. */
async function countPending() {
  const keys = (await listWrites()).map(({ key }) => key);
  pendingCount.value = keys.length;
  for (const key of overlayRemovers.keys()) if (!keys.includes(key)) removeOverlayOf(key);
}

/** @param {string} key */
function removeOverlayOf(key) {
  overlayRemovers.get(key)?.();
  overlayRemovers.delete(key);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

function tryLater() {
  clearTimeout(timer);
  timer = setTimeout(sendPending, RETRY_MS);
}

/** @type {Promise<void> | null} */
let round = null;

/** Send the stored writes in order; one round at a time. */
export function sendPending() {
  round ??= sendInOrder().finally(() => {
    round = null;
  });
  return round;
}

/** Stop at the first write that cannot be sent. */
async function sendInOrder() {
  try {
    const writes = await listWrites();
    for (const [at, write] of writes.entries()) await sendOne(write, writes.slice(at + 1));
  } catch {
    tryLater();
  }
  await countPending();
}

/** @param {PendingWrite} write @param {PendingWrite[]} later */
async function sendOne(write, later) {
  const { key, words } = write;
  try {
    const patch = await post(write);
    await rebase(write, later, patch);
    batch(() => {
      removeOverlayOf(key);
      if (words === undefined) return showAdded(patch);
      mergeAck(patch);
      remember(patch, words);
    });
  } catch (error) {
    if (!isRejection(error)) throw error;
    if (reject(write, /** @type {Problem} */ (error))) return;
  }
  await removeWrite(key);
}

/**
 * Let later writes to the same row build on a sent one, also when a reload comes first: otherwise
 * they would conflict with it. Changes of others stay a conflict.
 * @param {PendingWrite} write @param {PendingWrite[]} later @param {Patch} patch
 */
async function rebase(
  { path, line, version = line.version },
  later,
  { tasks = [], instances = [] },
) {
  const row =
    tasks.find(({ id }) => path === `/tasks/${id}`) ??
    instances.find(({ id }) => path === `/instances/${id}`);
  for (const next of later) {
    if (!row || next.path !== path || next.line.version === undefined) continue;
    const ours =
      row.version === version + 1 || Object.keys(next.line).every((name) => name in line);
    if (!ours) continue;
    next.version = row.version;
    await updateWrite(next);
  }
}

/**
 * Show the current row, and offer the typed text again.
 * @param {PendingWrite} write @param {Problem} problem
 * @returns {boolean} whether the quick-add line still has to take the text
 */
function reject({ key, line }, problem) {
  const text = textOf(line);
  removeOverlayOf(key);
  mergeCurrent(problem);
  if (text) rejectedDraft.value ??= { key, text, sentence: problem.message };
  else notify(problem.message);
  return Boolean(text);
}

/** Called once the quick-add line has the text; sends the remaining writes. */
export async function takeDraft() {
  const line = rejectedDraft.peek();
  if (!line) return;
  rejectedDraft.value = null;
  notify(line.sentence);
  await removeWrite(line.key);
  await sendPending();
}
