/** In step with other tabs and devices: a stream says that something changed, /changes says what. */
import { send } from "#wd/core/api.js";
import { signal } from "#wd/core/ui.js";
import { boot, merge, rev } from "#wd/tasks/state/server.js";

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

/** Merge the answer to a write of ours; when others wrote in between, ask for their part. @param {Patch} patch */
export function keepUp(patch) {
  merge(patch);
  const told = patch.rev ?? 0;
  if (told === rev.value + 1) rev.value = told;
  else if (told > rev.value) catchUp();
}

/** Fetch what changed since we last knew; one at a time. */
export function catchUp() {
  catching ??= fetchChanges().finally(() => {
    catching = null;
  });
  return catching;
}

async function fetchChanges() {
  try {
    const patch = await send("GET", `/changes?since=${rev.value}`);
    if (patch.resync) return boot(await send("GET", `/planner${resyncQuery()}`));
    merge(patch);
    rev.value = Math.max(rev.value, patch.rev ?? 0);
  } catch {
    // The stream or the next write asks again.
  }
}

let resyncQuery = () => "";

/** @param {() => string} query of the days to fetch anew when too much has changed */
export function startLive(query) {
  resyncQuery = query;
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
  stream.onmessage = ({ data }) => {
    if (Number(JSON.parse(data).rev) > rev.value) catchUp();
  };
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
