/** The timer: one runs at a time, on every tab and device. */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { span } from "#wd/core/time.js";
import { computed } from "#wd/core/ui.js";
import { instant } from "#wd/tasks/state/clock.js";
import { entries, entryAt } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { title } from "#wd/tasks/state/route.js";
import { timer } from "#wd/tasks/state/server.js";

/** Whether the timer runs for an entry. @param {Entry} entry */
export const isTimed = ({ task, instance }) =>
  timer.value?.task_id === task.id &&
  timer.value.recurrence_id === (instance?.recurrence_id ?? null) &&
  timer.value.recurrence_time === (instance?.recurrence_time ?? null);

/** The entry of the timer; the task, if its day is not loaded. */
export const timedEntry = computed(() => {
  if (!timer.value) return undefined;
  const task = entryAt(`t${timer.value.task_id}`);
  if (!timer.value.recurrence_id) return task;
  const rows = [...entries.value.values()];
  return rows.find((row) => row.kind === "instance" && isTimed(row)) ?? task;
});

/** Whole minutes since the timer started, as text; a clock that is behind counts as 0. */
export const elapsed = computed(() => {
  const since = instant.value - Date.parse(timer.value?.started_at ?? "");
  return span(Math.max(0, Math.floor(since / 60_000)) || 0);
});

/** The document's title, with the running timer in front. */
export const titleWithTimer = computed(() =>
  timedEntry.value
    ? t("{elapsed} {task} · {page}", {
        elapsed: elapsed.value,
        task: timedEntry.value.title,
        page: title.value,
      })
    : title.value,
);

/** @param {Entry} entry */
export const startTimer = ({ task, instance }) =>
  write("POST", task.id, instance ? { instance_id: instance.id } : undefined);

export const stopTimer = () => timer.value && write("DELETE", timer.value.task_id);

/** @param {string} method @param {number} id @param {object} [body] */
async function write(method, id, body) {
  try {
    show(await send(method, `/tasks/${id}/timer`, body));
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
  }
}

/** @param {{timer: Timer | null}} response */
function show(response) {
  instant.value = Date.now();
  timer.value = response.timer;
}
