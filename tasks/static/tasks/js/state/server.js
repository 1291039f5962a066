/**
 * The store: rows as the server last sent them, with overlays for changes that wait for a response.
 */
import { batch, computed, signal } from "#wd/core/ui.js";
import { serverEvents, setEvents } from "#wd/tasks/state/events.js";

/** @typedef {"tasks" | "instances"} Kind */
/**
 * Fields to show until the server responds.
 * @typedef {Partial<Record<Kind, Map<number, object>>>} Overlay
 */

const serverRows = {
  tasks: signal(/** @type {Map<number, Task>} */ (new Map())),
  instances: signal(/** @type {Map<number, Instance>} */ (new Map())),
  domains: signal(/** @type {Map<number, Domain>} */ (new Map())),
  labels: signal(/** @type {Map<number, Label>} */ (new Map())),
};
/** @typedef {keyof typeof serverRows} Table */
const TABLES = /** @type {Table[]} */ (Object.keys(serverRows));
/**
 * The revision at which each row was last known or deleted, by table and id.
 * @type {Map<string, number>}
 */
const knownAt = new Map();
const overlays = signal(/** @type {Overlay[]} */ ([]));

/** @param {Domain[]} rows */
const inOrder = (rows) => rows.toSorted((a, b) => a.position - b.position || a.id - b.id);

export const domains = computed(() => inOrder([...serverRows.domains.value.values()]));
export const { labels } = serverRows;
export const preferences = signal(/** @type {Preferences} */ ({}));
export const rev = signal(0);
/** The running timer. */
export const timer = signal(/** @type {Timer | null} */ (null));

export const tasks = computed(() => withOverlays(serverRows.tasks.value, "tasks"));
export const instances = computed(() => withOverlays(serverRows.instances.value, "instances"));

/**
 * @template T
 * @param {Map<number, T>} rows @param {Kind} kind
 */
function withOverlays(rows, kind) {
  const changes = overlays.value.flatMap((overlay) => [...(overlay[kind] ?? [])]);
  if (!changes.length) return rows;
  const changed = new Map(rows);
  for (const [id, fields] of changes) {
    const row = changed.get(id);
    if (row) changed.set(id, { ...row, ...fields });
  }
  return changed;
}

/** Show a change at once. @param {Overlay} overlay @returns {() => void} removes the overlay */
export function addOverlay(overlay) {
  overlays.value = [...overlays.value, overlay];
  return () => {
    overlays.value = overlays.value.filter((other) => other !== overlay);
  };
}

/** Merge the current row from a 409 response. @param {any} error */
export function mergeCurrent({ current: row }) {
  if (row) merge("task_id" in row ? { instances: [row] } : { tasks: [row] });
}

/** Return a row as the server last sent it. @param {Kind} kind @param {number} id */
export const serverRow = (kind, id) => serverRows[kind].peek().get(id);

/** @param {Kind} kind @param {number} id */
export const versionOf = (kind, id) => serverRow(kind, id)?.version;

/** Subscribe to all that a snapshot contains. */
export const watchRows = () =>
  [...Object.values(serverRows), serverEvents, preferences, timer, rev].map(({ value }) => value);

/** Return a snapshot of what the server last sent. */
export const snapshotOf = () => ({
  ...Object.fromEntries(TABLES.map((table) => [table, [...serverRows[table].peek().values()]])),
  events: serverEvents.peek(),
  preferences: preferences.peek(),
  timer: timer.peek(),
  rev: rev.peek(),
});

/** Start with a snapshot. @param {Snapshot} snapshot */
export function boot(snapshot) {
  knownAt.clear();
  replaceAll(snapshot);
}

/** Replace all rows by a snapshot, except for rows that are newer. @param {Snapshot} snapshot */
export function replaceAll(snapshot) {
  /** @type {Patch["gone"]} */
  const gone = {};
  for (const table of TABLES) gone[table] = missing(table, snapshot[table]);
  batch(() => {
    merge({ ...snapshot, gone });
    setEvents(snapshot.events);
    preferences.value = snapshot.preferences;
    timer.value = snapshot.timer;
    rev.value = snapshot.rev;
  });
}

/**
 * Replace the instances of some days by a response to a read that started at revision `asOf`.
 * @param {Instance[]} rows @param {string} first @param {string} last @param {number} asOf
 */
export function replaceDays(rows, first, last, asOf) {
  const covered = (/** @type {any} */ { scheduled_date: date }) => date >= first && date <= last;
  merge({ instances: rows, gone: { instances: missing("instances", rows, covered) }, rev: asOf });
}

/**
 * Return ids of our rows that `rows` would contain if they still existed.
 * @param {Table} table @param {{id: number}[]} rows @param {(row: any) => boolean} [covered]
 */
function missing(table, rows, covered = () => true) {
  const present = new Set(rows.map(({ id }) => id));
  const known = [...serverRows[table].peek().values()];
  return known.filter((row) => covered(row) && !present.has(row.id)).map(({ id }) => id);
}

/**
 * Merge rows from the server, complete up to revision `patch.rev`. A late response changes no row
 * that is known or deleted as of a later revision.
 * @param {Patch} patch
 */
export function merge({ gone = {}, rev: asOf = 0, ...patch }) {
  batch(() => {
    for (const table of TABLES) mergeRows(table, patch[table], gone[table], asOf);
  });
}

/** @param {Table} table @param {any[]} changed @param {number[]} gone @param {number} asOf */
function mergeRows(table, changed = [], gone = [], asOf = 0) {
  if (!changed.length && !gone.length) return;
  const now = new Map(/** @type {Map<number, any>} */ (serverRows[table].peek()));
  for (const row of changed) {
    const key = table + row.id;
    const at = knownAt.get(key) ?? 0;
    if (!isNewer(row, now.get(row.id), asOf, at)) continue;
    now.set(row.id, row);
    knownAt.set(key, Math.max(asOf, at));
  }
  for (const id of gone) {
    if (asOf < (knownAt.get(table + id) ?? 0)) continue;
    now.delete(id);
    knownAt.set(table + id, asOf);
  }
  serverRows[table].value = now;
}

/**
 * Versions decide only within a revision: a deleted and restored row starts again at version 1.
 * @param {{version?: number}} row as of revision `asOf` @param {{version?: number} | undefined} known
 * @param {number} asOf @param {number} at the revision of `known`, or at which it was removed
 */
function isNewer(row, known, asOf, at) {
  if (asOf === at) return (row.version ?? 0) >= (known?.version ?? 0);
  return asOf > at || (row.version ?? 0) > (known?.version ?? Number.POSITIVE_INFINITY);
}
