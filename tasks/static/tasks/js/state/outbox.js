/**
 * Writes on their way to the server: stored on this device first, then sent in order, each once,
 * also after a reload. All tabs of a browser share them; one tab at a time sends.
 */

import { Problem, send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import {
  addWrite,
  finishWrite,
  listWrites,
  OutboxFull,
  removeWrite,
  updateWrite,
} from "#wd/core/outbox.js";
import { batch, computed, signal } from "#wd/core/ui.js";
import { mergeAck } from "#wd/tasks/state/live.js";
import { announce, notify } from "#wd/tasks/state/notice.js";
import { dialog } from "#wd/tasks/state/page.js";
import { mergeCurrent } from "#wd/tasks/state/server.js";
import { entryKeys, isRejection, rebased, textOf } from "#wd/tasks/state/stored-write.js";

/** @typedef {import("#wd/core/outbox.js").PendingWrite} PendingWrite */

/** All stored writes of the person. It is kept up to date while writes wait. */
const stored = signal(/** @type {PendingWrite[]} */ ([]));
/** Whether the last attempt to send failed. */
export const stalled = signal(false);
/** Writes that wait for a connection. */
export const waiting = computed(() =>
  stalled.value ? stored.value.filter((write) => !write.problem && !isReplaced(write)) : [],
);
/** Writes that the server rejected, until the person edits or discards them. */
export const returned = computed(() => stored.value.filter(({ problem }) => problem));
/** The keys of entries with a waiting change. */
export const waitingKeys = computed(
  () => new Set(waiting.value.flatMap(({ overlay }) => entryKeys(overlay))),
);

/** @param {PendingWrite} write */
const isReplaced = ({ key }) => stored.value.some(({ line }) => line.amends === key);

const RETRY_MS = 30_000;
/** After this, a write waits for a better connection. */
const TIMEOUT_MS = 20_000;

/**
 * Those who wait for a response. With `takeBack`, they may take a rejected write back.
 * @typedef {{resolve: (patch: Patch | null) => void, reject: (error: any) => void, takeBack?: (error: Problem) => boolean}}
 * Caller
 */
/** @type {Map<string, Caller>} */
const callers = new Map();
/** Functions that remove the overlays of stored writes, by key. @type {Map<string, () => void>} */
const overlayRemovers = new Map();

/** Tells the other tabs about sent and rejected writes. */
const channel = new BroadcastChannel("whendoist-outbox");
/** @type {any} */ (channel).unref?.();
channel.onmessage = ({ data: { key, patch, problem } }) => {
  if (patch) acknowledge(key, patch);
  if (problem) fail(key, Object.assign(new Problem(problem.status, {}), problem));
  refresh();
};

/**
 * Store a write, and send it after those that were stored before.
 * @param {PendingWrite} write @param {() => void} [removeOverlay] removes the write's overlay
 * @param {Caller["takeBack"]} [takeBack] returns whether it takes a rejected write back
 * @returns {Promise<Patch | null>} null if it has to wait; throws if the server rejects it
 */
export async function submit(write, removeOverlay = () => {}, takeBack) {
  const { key } = write;
  /** @type {Promise<Patch | null>} */
  const response = new Promise((resolve, reject) =>
    callers.set(key, { resolve, reject, takeBack }),
  );
  overlayRemovers.set(key, removeOverlay);
  try {
    await addWrite(write);
  } catch (error) {
    const full = t("Too many changes wait to be sent. Go online before you make more.");
    fail(key, error instanceof OutboxFull ? new Error(full) : error);
    return response;
  }
  sendPending();
  return response;
}

/**
 * Send a write; its key makes a repetition harmless.
 * @param {PendingWrite} write @returns {Promise<Patch>}
 */
export function post({ key, line, version, method = "POST", path = "/quickadd" }) {
  const body = version === undefined ? line : { ...line, version };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return send(method, path, body, { signal, headers: { "Idempotency-Key": key } });
}

/** @param {string} key @param {Patch} patch */
function acknowledge(key, patch) {
  // Another tab may have sent it, and may have made it too.
  const ours = overlayRemovers.has(key);
  batch(() => {
    removeOverlayOf(key);
    mergeAck(patch, ours);
  });
  callers.get(key)?.resolve(patch);
  callers.delete(key);
}

/** @param {string} key @param {any} error */
function fail(key, error) {
  batch(() => {
    removeOverlayOf(key);
    mergeCurrent(error);
  });
  callers.get(key)?.reject(error);
  callers.delete(key);
}

/** @param {string} key */
function removeOverlayOf(key) {
  overlayRemovers.get(key)?.();
  overlayRemovers.delete(key);
}

async function refresh() {
  stored.value = await listWrites();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<void> | null} */
let round = null;
/** Whether something was stored after the current round listed the writes. */
let again = false;

/** Send the stored writes in order; one round at a time in all tabs. */
export function sendPending() {
  again = true;
  round ??= alone(sendInOrder).finally(() => {
    round = null;
    if (again) sendPending();
  });
  return round;
}

/** @param {() => Promise<void>} work */
const alone = async (work) =>
  globalThis.navigator?.locks ? navigator.locks.request("whendoist-outbox", work) : work();

async function sendInOrder() {
  for (;;) {
    again = false;
    const [write, ...later] = (await listWrites()).filter(({ problem }) => !problem);
    if (!write) {
      if (again) continue;
      return resume();
    }
    try {
      const next = write.attempted ? undefined : later.find((other) => continues(other, write));
      await (next ? replace(write, next) : sendOne(write));
    } catch (error) {
      return stall(write, error);
    }
  }
}

/** All writes are sent. */
async function resume() {
  clearTimeout(timer);
  if (!stalled.peek() && !stored.peek().length) return;
  if (stalled.peek()) announce(t("All changes are saved."));
  stalled.value = false;
  await refresh();
}

/** Try again later. @param {PendingWrite} write @param {any} error */
async function stall(write, error) {
  clearTimeout(timer);
  timer = setTimeout(sendPending, RETRY_MS);
  if (error instanceof Problem && error.status === 500)
    await updateWrite({ ...write, errors: (write.errors ?? 0) + 1 });
  await refresh();
  const added = [...callers.keys()].some((key) => stored.peek().some((one) => one.key === key));
  if (added && !stalled.peek())
    notify(t("Saved on this device. It will be sent when you're back online."));
  stalled.value = true;
  for (const { key } of stored.peek()) {
    callers.get(key)?.resolve(null);
    callers.delete(key);
  }
}

/** @param {PendingWrite} next @param {PendingWrite} write */
const continues = ({ line, attempted }, { key }) => line.amends === key && !attempted;

/**
 * Drop a text that was never sent for the text that followed it.
 * @param {PendingWrite} write @param {PendingWrite} next
 */
async function replace({ key, line: { amends } }, next) {
  await finishWrite(key, [{ ...next, line: { ...next.line, amends } }]);
  removeOverlayOf(key);
  callers.get(key)?.resolve(null);
  callers.delete(key);
}

/** @param {PendingWrite} write */
async function sendOne(write) {
  const { key } = write;
  try {
    // From now on the server may have it, even when no response arrives.
    if (!write.attempted) await updateWrite(Object.assign(write, { attempted: true }));
    const patch = await post(write);
    acknowledge(key, patch);
    await finishWrite(key, rebased(write, await listWrites(), patch));
    channel.postMessage({ key, patch });
  } catch (error) {
    if (!isRejection(write, error)) throw error;
    await reject(write, /** @type {Problem} */ (error));
  }
  if (stalled.peek()) await refresh();
}

/**
 * Return a rejected write: to its caller, or else to the person, who edits or discards it.
 * @param {PendingWrite} write @param {Problem} error
 */
async function reject(write, error) {
  const { key, line, path = "/quickadd" } = write;
  const caller = callers.get(key);
  const typed = textOf(line) !== undefined;
  const restored = !typed || ["/quickadd", "/tasks"].includes(path); // by the field it was typed in
  if (caller && (restored || caller.takeBack?.(error))) await removeWrite(key);
  else {
    await updateWrite({ ...write, problem: error.message });
    Object.assign(error, { returned: true });
    notify(error.message, t("Show"), showReturned);
  }
  fail(key, error);
  const { status, message, current } = error;
  channel.postMessage({ key, problem: { status, message, current } });
  await refresh();
}

const showReturned = () => {
  dialog.value = "outbox";
};

/** Remove a write from this device. @param {string} key */
export async function discard(key) {
  removeOverlayOf(key);
  await removeWrite(key);
  await refresh();
  channel.postMessage({});
}

/**
 * Return what is stored from an earlier visit, and send it.
 * @param {(write: PendingWrite) => () => void} addOverlay shows a write, and returns what removes it
 */
export async function restore(addOverlay) {
  for (const write of await listWrites())
    if (!write.problem && !overlayRemovers.has(write.key))
      overlayRemovers.set(write.key, addOverlay(write));
  await refresh();
  await sendPending();
}
