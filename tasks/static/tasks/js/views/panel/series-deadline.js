/** The deadline of each day of a series, some days after it. */
import { send } from "#wd/core/api.js";
import { t, tn } from "#wd/core/i18n.js";
import { dayInSentence } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { deadlineOf } from "#wd/tasks/model/entry.js";
import { change } from "#wd/tasks/state/changes.js";
import { today } from "#wd/tasks/state/clock.js";
import { Select } from "#wd/tasks/views/panel/controls.js";

const CHOICES = [0, 1, 2, 3, 4, 5, 6, 7, 14, 30];

/** @param {number} days */
const nameOf = (days) =>
  days ? tn("{count} day after", "{count} days after", days) : t("The same day");

/** @param {Task} task @param {Series} series @param {number | null} deadline_days */
function save(task, series, deadline_days) {
  const { rrule, kind, starts_on, starts_at, times, missing_days, version } = series;
  const rule = { rrule, kind, starts_on, starts_at, times, missing_days, version };
  change({}, () => send("PUT", `/tasks/${task.id}/series`, { ...rule, deadline_days }), {
    text: t("Changed: {title}", { title: task.title }),
  });
}

/** @param {{task: Task, series: Series}} props */
export function SeriesDeadline({ task, series }) {
  const current = series.deadline_days;
  const days = [...new Set([...CHOICES, ...(current === null ? [] : [current])])];
  const options = [
    { value: "", name: t("None") },
    ...days.toSorted((a, b) => a - b).map((value) => ({ value, name: nameOf(value) })),
  ];
  return html`<${Select} label=${t("Deadline of each day")} value=${current ?? ""} options=${options}
    onSet=${(/** @type {string} */ value) => save(task, series, value === "" ? null : Number(value))} />`;
}

/** The deadline of one day. @param {{entry: Entry}} props */
export function DayDeadline({ entry }) {
  const deadline = deadlineOf(entry);
  if (!deadline) return null;
  return html`<div class="panel-field"><span>${t("Deadline")}</span>
    <output>${dayInSentence(deadline, today.value)}</output></div>`;
}
