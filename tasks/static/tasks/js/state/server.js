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
};
const drawings = signal(/** @type {Drawing[]} */ ([]));

export const domains = signal(/** @type {Domain[]} */ ([]));
export const labels = signal(/** @type {Map<number, Label>} */ (new Map()));
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

/** @template {{id: number}} T @param {T[]} rows */
const byId = (rows) => new Map(rows.map((row) => [row.id, row]));

/** Begin with a snapshot, or begin again. @param {Snapshot} snapshot */
export function boot(snapshot) {
  batch(() => {
    told.tasks.value = byId(snapshot.tasks);
    told.instances.value = byId(snapshot.instances);
    domains.value = inOrder(snapshot.domains);
    labels.value = byId(snapshot.labels);
    setEvents(snapshot.events);
    preferences.value = snapshot.preferences;
    rev.value = snapshot.rev;
  });
}

/**
 * Take in what the server says changed; an older version of a row never replaces a newer.
 * @param {Patch} patch
 */
export function merge(patch) {
  batch(() => {
    told.tasks.value = merged(told.tasks.value, patch.tasks, patch.gone?.tasks);
    told.instances.value = merged(told.instances.value, patch.instances, patch.gone?.instances);
    labels.value = merged(labels.value, patch.labels, patch.gone?.labels);
    const known = byId(domains.value);
    const now = merged(known, patch.domains, patch.gone?.domains);
    if (now !== known) domains.value = inOrder([...now.values()]);
  });
}

/**
 * Instances of a stretch of days as they are; those that are pending from earlier stay.
 * @param {Instance[]} rows
 */
export function setInstances(rows) {
  const first = rows.reduce(
    (least, row) => (row.scheduled_date < least ? row.scheduled_date : least),
    "9",
  );
  const earlier = [...told.instances.value.values()].filter((row) => row.scheduled_date < first);
  told.instances.value = byId([...earlier, ...rows]);
}

/**
 * @template {{id: number, version?: number}} T
 * @param {Map<number, T>} rows @param {T[]} changed @param {number[]} gone
 */
function merged(rows, changed = [], gone = []) {
  if (!changed.length && !gone.length) return rows;
  const now = new Map(rows);
  for (const row of changed) {
    if ((now.get(row.id)?.version ?? 0) <= (row.version ?? 0)) now.set(row.id, row);
  }
  for (const id of gone) now.delete(id);
  return now;
}

/** @param {Domain[]} rows */
const inOrder = (rows) => rows.toSorted((a, b) => a.position - b.position || a.id - b.id);
