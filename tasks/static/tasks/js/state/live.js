/**
 * Keeps this tab in sync with other tabs and devices: a stream sends hints about changes, and
 * /changes returns the changed rows.
 */
import { client, send } from "#wd/core/api.js";
import { signal } from "#wd/core/ui.js";
import { refreshEvents } from "#wd/tasks/state/events.js";
import { reloadFinished } from "#wd/tasks/state/finished-days.js";
import { mergePatch } from "#wd/tasks/state/future-days.js";
import { forgetAcknowledged } from "#wd/tasks/state/history.js";
import { refreshDays, windowQuery } from "#wd/tasks/state/loaded-days.js";
import { refreshPreferences } from "#wd/tasks/state/preferences.js";
import { replaceAll, rev, timer as runningTimer } from "#wd/tasks/state/server.js";

export const link = signal(/** @type {"connecting" | "live" | "offline"} */ ("connecting"));

const FIRST_WAIT = 1000;
const MAX_WAIT = 30_000;
const HIDDEN_CLOSES_AFTER = 60_000;

/** @type {EventSource | null} */
let stream = null;
let wait = FIRST_WAIT;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<void> | null} */
let currentFetch = null;

/**
 * Merge the response to our write. If it skips revisions of others, fetch their changes.
 * @param {Patch} patch @param {boolean} [recorded] whether this tab's history has the change
 */
export function mergeAck(patch, recorded = false) {
  if (!recorded && patch.activity) forgetAcknowledged();
  mergePatch(patch);
  const { rev: revision = 0, since = revision } = patch;
  if (since <= rev.value) rev.value = Math.max(rev.value, revision);
  else {
    latestHint = Math.max(latestHint, revision);
    catchUp();
  }
}

/** Fetch changes since our revision: one request at a time, repeated while hints are newer. */
export function catchUp() {
  currentFetch ??= fetchChanges().finally(() => {
    currentFetch = null;
  });
  return currentFetch;
}

async function fetchChanges() {
  try {
    do {
      const patch = await send("GET", `/changes?since=${rev.value}`);
      if (patch.resync) await reloadAll();
      else {
        if (patch.rev > rev.value) forgetAcknowledged();
        mergePatch(patch);
        rev.value = Math.max(rev.value, patch.rev ?? 0);
      }
    } while (latestHint > rev.value);
  } catch {
    // The stream or the next write tries again.
  }
}

/** The newest revision in a hint of the stream. */
let latestHint = 0;

/** Load everything after too many changes. Events and preferences have no revision: load them too. */
async function reloadAll() {
  replaceAll(await send("GET", `/planner${windowQuery()}`));
  refreshEvents(windowQuery());
  refreshPreferences();
  reloadFinished();
}

/** Load the running timer, which another tab or device started or stopped. */
async function refreshTimer() {
  try {
    ({ timer: runningTimer.value } = await send("GET", "/timer"));
  } catch {
    // The next hint or visit loads it.
  }
}

/**
 * @typedef {{rev?: number, client?: string, days?: boolean, preferences?: boolean, events?: boolean, timer?: boolean}}
 * Hint
 */

/** @param {Hint} hint */
function onHint({
  rev: revision = 0,
  client: from,
  days,
  preferences: changed,
  events,
  timer: timed,
}) {
  if (from === client) return;
  latestHint = Math.max(latestHint, revision);
  if (days) refreshDays().catch(() => {}); // the next hint or visit loads them
  if (changed) refreshPreferences();
  if (timed) refreshTimer();
  if (events) refreshEvents(windowQuery());
  if (revision > rev.value) catchUp();
}

export function startLive() {
  addEventListener("pagehide", close);
  addEventListener("pageshow", ({ persisted }) => persisted && reopen());
  addEventListener("online", reopen);
  addEventListener("offline", disconnect);
  document.addEventListener("visibilitychange", watchVisibility);
  open();
}

function open() {
  close();
  if (!navigator.onLine) return disconnect();
  stream = new EventSource("/api/v1/live");
  stream.onopen = onOpen;
  stream.onmessage = ({ data }) => onHint(JSON.parse(data));
  stream.onerror = () => {
    disconnect();
    timer = setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, MAX_WAIT);
  };
  return undefined;
}

/** Whether the stream was open before: the snapshot has what happened until then. */
let wasOpen = false;

function onOpen() {
  wait = FIRST_WAIT;
  link.value = "live";
  const stored = document.documentElement.dataset.stored !== undefined;
  if (stored) renew();
  else catchUp();
  if (wasOpen || stored) refreshTimer();
  wasOpen = true;
}

/** Load everything for a page that was stored on this device, perhaps days ago. */
async function renew() {
  try {
    await reloadAll();
    delete document.documentElement.dataset.stored;
  } catch {
    // The stream tries again.
  }
}

function close() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
}

function disconnect() {
  close();
  link.value = navigator.onLine ? "connecting" : "offline";
}

function reopen() {
  wait = FIRST_WAIT;
  open();
}

/** Close the stream of a hidden tab after a while: browsers allow six connections per host. */
function watchVisibility() {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(close, HIDDEN_CLOSES_AFTER);
  else if (!stream) reopen();
}
