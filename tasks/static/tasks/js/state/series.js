/** Actions on the whole series of some days. */
import { moveToTrash } from "#wd/tasks/state/actions.js";
import { entries, tasksOf } from "#wd/tasks/state/derived.js";

/** Move the series with all their days to the trash; one undo. @param {Entry[]} days or series */
export function deleteSeries(days) {
  const series = tasksOf(days);
  const ids = new Set(series.map(({ id }) => id));
  const hidden = [...entries.peek().values()].filter(
    ({ kind, task }) => kind === "instance" && ids.has(task.id),
  );
  moveToTrash(series, hidden);
}
