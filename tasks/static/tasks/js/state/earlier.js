/** Completes or skips what was left from earlier days. */
import { tn } from "#wd/core/i18n.js";
import { overlayOf } from "#wd/tasks/state/actions.js";
import { edit } from "#wd/tasks/state/changes.js";
import { keepInPlace } from "#wd/tasks/state/page.js";

/**
 * Complete or skip every pending instance from before today, or those of one series.
 * @param {"complete" | "skip"} action @param {Entry[]} entries the visible ones
 * @param {number} [taskId]
 */
export function settleEarlier(action, entries, taskId) {
  const status = action === "complete" ? "completed" : "skipped";
  keepInPlace(
    entries.map(({ key }) => key),
    true,
  );
  const overlay = overlayOf(entries.map((entry) => [entry, { status }]));
  const text =
    action === "complete"
      ? tn("Completed {count} task", "Completed {count} tasks", entries.length)
      : tn("Skipped {count} task", "Skipped {count} tasks", entries.length);
  const line = { action, ...(taskId && { task_id: taskId }) };
  edit([{ path: "/instances/from-earlier", line, overlay }], { text });
}
