/** Actions on the whole series of some days. */
import { moveToTrash } from "#wd/tasks/state/actions.js";
import { entries, tasksOf } from "#wd/tasks/state/derived.js";

/** Move series with all their days, and other tasks, to the trash; one undo. @param {Entry[]} rows */
export function deleteSeries(rows) {
  const series = tasksOf(rows);
  const ids = new Set(series.map(({ id }) => id));
  const hidden = [...entries.peek().values()].filter(
    ({ kind, task }) => kind === "instance" && ids.has(task.id),
  );
  moveToTrash(series, hidden);
}
