/** The last snapshot, stored on this device, so that the page can be read without a connection. */
import { loadSnapshot, owner, storeSnapshot } from "#wd/core/outbox.js";
import { effect, signal } from "#wd/core/ui.js";
import { link } from "#wd/tasks/state/live.js";
import { boot, rev, snapshotOf, watchRows } from "#wd/tasks/state/server.js";

/** Whether the service worker served this page instead of the server. */
export const isStored = () => document.documentElement.hasAttribute("data-stored");

/** When the shown snapshot was stored; null unless this is a stored page. */
export const storedAt = signal(/** @type {number | null} */ (null));

/** Start with the stored snapshot where it is newer than the one in the stored page. */
export async function bootStored() {
  const stored = await loadSnapshot().catch(() => undefined);
  if (!stored || stored.snapshot.rev < rev.peek()) return;
  boot(stored.snapshot);
  storedAt.value = stored.at;
}

const PAUSE_MS = 2_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Store each state that the server confirmed. */
export function keepStored() {
  effect(() => {
    watchRows();
    if (link.value !== "live") return;
    clearTimeout(timer);
    timer = setTimeout(store, PAUSE_MS);
  });
  addEventListener("pagehide", () => timer !== undefined && store());
}

function store() {
  clearTimeout(timer);
  timer = undefined;
  // Signing out in another tab empties the storage: this tab must not fill it again.
  if (isSignedOut()) return;
  storeSnapshot(snapshotOf()).catch(() => {}); // no room on this device
}

const isSignedOut = () => localStorage.getItem("whendoist.owner") !== owner();

/** Let the service worker store the page and the files that it needs. */
export async function keepFiles() {
  const worker = await navigator.serviceWorker?.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const files = loaded.filter(({ pathname }) => pathname.startsWith("/static/"));
  worker?.active?.postMessage({ files: files.map(({ pathname }) => pathname) });
}
