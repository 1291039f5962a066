/**
 * In step with other tabs and devices: a stream says that something changed, /changes says what.
 */
import { client, send } from "#wd/core/api.js";
import { signal } from "#wd/core/ui.js";
import { refreshEvents } from "#wd/tasks/state/events.js";
import { refreshDays, windowQuery } from "#wd/tasks/state/loaded-days.js";
import { refreshPreferences } from "#wd/tasks/state/preferences.js";
import { merge, replaceAll, rev } from "#wd/tasks/state/server.js";

export const link = signal(/** @type {"connecting" | "live" | "offline"} */ ("connecting"));

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const HIDDEN_CLOSES_AFTER = 60_000;

/** @type {EventSource | null} */
let stream = null;
let wait = FIRST_WAIT;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<void> | null} */
let catching = null;

/**
 * Merge the answer to a write of ours; when others wrote in between, ask for their part.
 * @param {Patch} patch
 */
export function keepUp(patch) {
  merge(patch);
  const { rev: told = 0, since = told } = patch;
  if (since <= rev.value) rev.value = Math.max(rev.value, told);
  else {
    heard = Math.max(heard, told);
    catchUp();
  }
}

/** Fetch what changed since we last knew; one at a time, and again if more was heard of meanwhile. */
export function catchUp() {
  catching ??= fetchChanges().finally(() => {
    catching = null;
  });
  return catching;
}

async function fetchChanges() {
  try {
    do {
      const patch = await send("GET", `/changes?since=${rev.value}`);
      if (patch.resync) await startAgain();
      else {
        merge(patch);
        rev.value = Math.max(rev.value, patch.rev ?? 0);
      }
    } while (heard > rev.value);
  } catch {
    // The stream or the next write asks again.
  }
}

/** The newest revision the stream told of. */
let heard = 0;

/** Too much happened: read everything. What has no revision is read once more, as it may be newer. */
async function startAgain() {
  replaceAll(await send("GET", `/planner${windowQuery()}`));
  refreshEvents(windowQuery());
  refreshPreferences();
}

/** @param {{rev?: number, client?: string, days?: boolean, preferences?: boolean, events?: boolean}} event */
function hear({ rev: told = 0, client: from, days, preferences: changed, events }) {
  if (from === client) return;
  heard = Math.max(heard, told);
  if (days) refreshDays().catch(() => {}); // the next hint, or the next visit, brings them
  if (changed) refreshPreferences();
  if (events) refreshEvents(windowQuery());
  if (told > rev.value) catchUp();
}

export function startLive() {
  addEventListener("pagehide", close);
  addEventListener("pageshow", ({ persisted }) => persisted && reopen());
  addEventListener("online", reopen);
  addEventListener("offline", lost);
  document.addEventListener("visibilitychange", watchVisibility);
  open();
}

function open() {
  close();
  if (!navigator.onLine) return lost();
  stream = new EventSource("/api/v1/live");
  stream.onopen = opened;
  stream.onmessage = ({ data }) => hear(JSON.parse(data));
  stream.onerror = () => {
    lost();
    timer = setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  return undefined;
}

function opened() {
  wait = FIRST_WAIT;
  link.value = "live";
  catchUp();
}

function close() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
}

function lost() {
  close();
  link.value = navigator.onLine ? "connecting" : "offline";
}

function reopen() {
  wait = FIRST_WAIT;
  open();
}

/** A hidden tab gives its connection back after a while: browsers allow six per host. */
function watchVisibility() {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(close, HIDDEN_CLOSES_AFTER);
  else if (!stream) reopen();
}
