/** Days of series that have no row yet: their id is negative, and acting on one creates its row. */
import { batch } from "#wd/core/ui.js";
import { refreshFarDays } from "#wd/tasks/state/loaded-days.js";
import { cursor, openKey } from "#wd/tasks/state/page.js";
import { merge, tasks } from "#wd/tasks/state/server.js";

const DAY_MS = 86_400_000;
const EPOCH = 719_163; // the ordinal of 1 January 1970; see id_of_day in tasks/models/instance.py
const ORDINALS = 2 ** 20;
const TIMES = 2 ** 5;

/**
 * Merge changed rows. The panel and the cursor stay at a day that got its row, and days without a
 * row are read again.
 * @param {Patch} patch
 */
export function mergePatch(patch) {
  batch(() => {
    merge(patch);
    for (const id of patch.gone?.instances ?? []) if (id < 0) follow(id, patch.instances ?? []);
  });
  refreshFarDays(patch);
}

/** @param {number} id @param {Instance[]} rows */
function follow(id, rows) {
  const day = new Date(((-id % ORDINALS) - EPOCH) * DAY_MS).toISOString().slice(0, 10);
  const task = Math.floor(-id / ORDINALS / TIMES);
  const number = Math.floor(-id / ORDINALS) % TIMES;
  const at = tasks.value.get(task)?.series?.times?.[number] ?? null;
  const row = rows.find(
    (other) =>
      other.task_id === task && other.recurrence_id === day && other.recurrence_time === at,
  );
  for (const key of [cursor, openKey]) {
    if (row && key.value === `i${id}`) key.value = `i${row.id}`;
  }
}
