/**
 * The page's one store: rows as the server last told us, with our changes on their way drawn over.
 */
import { batch, computed, signal } from "#wd/core/ui.js";
import { setEvents } from "#wd/tasks/state/events.js";

/** @typedef {"tasks" | "instances"} Kind */
/**
 * Fields to show before the server has answered.
 * @typedef {Partial<Record<Kind, Map<number, object>>>} Drawing
 */

const told = {
  tasks: signal(/** @type {Map<number, Task>} */ (new Map())),
  instances: signal(/** @type {Map<number, Instance>} */ (new Map())),
  domains: signal(/** @type {Map<number, Domain>} */ (new Map())),
  labels: signal(/** @type {Map<number, Label>} */ (new Map())),
};
/** @typedef {keyof typeof told} Table */
const TABLES = /** @type {Table[]} */ (Object.keys(told));
/**
 * The revision as of which we know each row, or that it is gone, by table and id.
 * @type {Map<string, number>}
 */
const knownAt = new Map();
const drawings = signal(/** @type {Drawing[]} */ ([]));

/** @param {Domain[]} rows */
const inOrder = (rows) => rows.toSorted((a, b) => a.position - b.position || a.id - b.id);

export const domains = computed(() => inOrder([...told.domains.value.values()]));
export const { labels } = told;
export const preferences = signal(/** @type {Preferences} */ ({}));
export const rev = signal(0);

export const tasks = computed(() => drawnOver(told.tasks.value, "tasks"));
export const instances = computed(() => drawnOver(told.instances.value, "instances"));

/**
 * @template T
 * @param {Map<number, T>} rows @param {Kind} kind
 */
function drawnOver(rows, kind) {
  const over = drawings.value.flatMap((drawing) => [...(drawing[kind] ?? [])]);
  if (!over.length) return rows;
  const drawn = new Map(rows);
  for (const [id, fields] of over) {
    const row = drawn.get(id);
    if (row) drawn.set(id, { ...row, ...fields });
  }
  return drawn;
}

/** Show a change at once. @param {Drawing} drawing @returns {() => void} takes it off again */
export function draw(drawing) {
  drawings.value = [...drawings.value, drawing];
  return () => {
    drawings.value = drawings.value.filter((other) => other !== drawing);
  };
}

/** The version the server knows a row by. @param {Kind} kind @param {number} id */
export const versionOf = (kind, id) => told[kind].peek().get(id)?.version;

/** Begin with a snapshot. @param {Snapshot} snapshot */
export function boot(snapshot) {
  knownAt.clear();
  replaceAll(snapshot);
}

/** Replace all rows by a snapshot, but for what changed since it was taken. @param {Snapshot} snapshot */
export function replaceAll(snapshot) {
  /** @type {Patch["gone"]} */
  const gone = {};
  for (const table of TABLES) gone[table] = missing(table, snapshot[table]);
  batch(() => {
    merge({ ...snapshot, gone });
    setEvents(snapshot.events);
    preferences.value = snapshot.preferences;
    rev.value = snapshot.rev;
  });
}

/**
 * Replace the instances of these days by a response to a read that began at revision `asOf`.
 * @param {Instance[]} rows @param {string} first @param {string} last @param {number} asOf
 */
export function replaceDays(rows, first, last, asOf) {
  const covered = (/** @type {any} */ { scheduled_date: date }) => date >= first && date <= last;
  merge({ instances: rows, gone: { instances: missing("instances", rows, covered) }, rev: asOf });
}

/**
 * Ids of the rows we have that are not among `rows`, though they would be if they still existed.
 * @param {Table} table @param {{id: number}[]} rows @param {(row: any) => boolean} [covered]
 */
function missing(table, rows, covered = () => true) {
  const present = new Set(rows.map(({ id }) => id));
  const known = [...told[table].peek().values()];
  return known.filter((row) => covered(row) && !present.has(row.id)).map(({ id }) => id);
}

/**
 * Take in rows from the server, complete up to revision `patch.rev` or newer. Rows that we know as
 * of a later revision stay as they are, and stay gone: the response was late.
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
  const now = new Map(/** @type {Map<number, any>} */ (told[table].peek()));
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
  told[table].value = now;
}

/**
 * Versions decide within a revision only: a row that was removed and restored counts from 1 again.
 * @param {{version?: number}} row as of revision `asOf` @param {{version?: number} | undefined} known
 * @param {number} asOf @param {number} at the revision of `known`, or at which it was removed
 */
function isNewer(row, known, asOf, at) {
  if (asOf === at) return (row.version ?? 0) >= (known?.version ?? 0);
  return asOf > at || (row.version ?? 0) > (known?.version ?? Number.POSITIVE_INFINITY);
}
