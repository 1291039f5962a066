/** The main fields of a task or instance: schedule, duration, domain, impact, deadline. */
import { t, tn } from "#wd/core/i18n.js";
import { timeOf } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { CLARITIES, IMPACTS } from "#wd/tasks/model/wording.js";
import { patch } from "#wd/tasks/state/actions.js";
import { domains } from "#wd/tasks/state/server.js";
import { Choices } from "#wd/tasks/views/choices.js";
import { Day, DayTime, Duration, Select } from "#wd/tasks/views/panel/controls.js";
import { Chunks, Progress, Timer } from "#wd/tasks/views/panel/effort.js";
import { IdealTime } from "#wd/tasks/views/panel/ideal-time.js";
import { Placed } from "#wd/tasks/views/panel/placed.js";
import { DayDeadline, SeriesDeadline } from "#wd/tasks/views/panel/series-deadline.js";
import { PromiseCheck } from "#wd/tasks/views/promise.js";

const DEADLINES = [
  { value: "hard", name: t("Hard"), title: t("The planner never schedules it later") },
  { value: "soft", name: t("Soft"), title: t("The planner may schedule it later") },
];

const REMINDERS = [
  { value: "", name: t("None") },
  { value: 0, name: t("When it starts") },
  ...[5, 10, 15, 30].map((value) => ({
    value,
    name: tn("{count} minute before", "{count} minutes before", value),
  })),
  { value: 60, name: t("1 hour before") },
  { value: 1440, name: t("1 day before") },
];

/** @param {{entry: Entry}} props */
export function Details({ entry }) {
  const set = (/** @type {object} */ fields) => {
    patch(entry, fields, t("Changed: {title}", { title: entry.title }), true);
  };
  const isInstance = entry.kind === "instance";
  const schedule = (/** @type {string | null} */ date, /** @type {string | null} */ time) =>
    set({ scheduled_date: date, scheduled_time: time });
  return html`<div class="panel-fields">
    ${
      (isInstance || !entry.task.series) &&
      html`<${DayTime} label=${t("Scheduled")} date=${entry.date}
      time=${timeOf(entry.start)} onSet=${schedule} fixed=${isInstance} />`
    }
    <${Placed} entry=${entry} set=${set} />
    <${Duration} minutes=${entry.duration} placeholder=${t("Unknown")}
      onSet=${(/** @type {number | null} */ minutes) => set({ [isInstance ? "own_duration" : "duration"]: minutes })} />
    ${entry.kind === "task" && html`<${Progress} task=${entry.task} />`}
    ${entry.status === "pending" && html`<${Timer} entry=${entry} />`}
    <${Domain} entry=${entry} set=${set} />
    ${isInstance && html`<${DayDeadline} entry=${entry} />`}
    ${!isInstance && html`<${TaskFields} task=${entry.task} set=${set} />`}
  </div>`;
}

/**
 * A completed task may be in an archived domain.
 * @param {{entry: Entry, set: (fields: object) => void}} props
 */
const Domain = ({ entry, set }) => html`<${Select}
  label=${t("Domain")}
  value=${entry.domain_id ?? ""}
  options=${[...domains.value.filter(({ archived, id }) => !archived || id === entry.domain_id).map(({ id, name }) => ({ value: id, name })), { value: "", name: t("None (thought)") }]}
  onSet=${(/** @type {string} */ id) => set({ [entry.kind === "instance" ? "own_domain_id" : "domain_id"]: Number(id) || null })}
/>`;

/** @param {{task: Task}} props */
function PromiseBy({ task: { id, deadline_date, deadline_time } }) {
  const by = deadline_time ? `${deadline_date}T${deadline_time.slice(0, 5)}` : deadline_date;
  const path = `/tasks/${id}/promise?by=${by}`;
  return html`<${PromiseCheck} key=${path} path=${path} />`;
}

/**
 * Fields of the task that its instances share.
 * @param {{task: Task, set: (fields: object) => void}} props
 */
const TaskFields = ({ task, set }) => html`
  <div class="panel-field"><span>${t("Impact")}</span>
    <${Choices} label=${t("Impact")} value=${String(task.impact)}
    options=${Object.entries(IMPACTS).map(([value, name]) => ({ value, name }))}
    onPick=${(/** @type {string} */ impact) => set({ impact: Number(impact) })} /></div>
  <div class="panel-field"><span>${t("Clarity")}</span><${Choices} label=${t("Clarity")} value=${task.clarity}
    options=${Object.entries(CLARITIES).map(([value, { icon, name }]) => ({ value, icon, name }))}
    onPick=${(/** @type {Clarity} */ clarity) => set({ clarity })} /></div>
  ${
    task.series
      ? html`<${SeriesDeadline} task=${task} series=${task.series} />`
      : html`<${DayTime} label=${t("Deadline")} date=${task.deadline_date} time=${task.deadline_time}
    onSet=${(/** @type {string | null} */ date, /** @type {string | null} */ time) => set({ deadline_date: date, deadline_time: time })} />`
  }
  ${
    task.deadline_date &&
    !task.series &&
    html`<div class="panel-field"><span>${t("Deadline type")}</span><${Choices} label=${t("Deadline type")}
      value=${task.deadline_hard === false ? "soft" : "hard"} options=${DEADLINES}
      onPick=${(/** @type {string} */ kind) => set({ deadline_hard: kind === "hard" })} /></div>`
  }
  ${task.deadline_date && !task.series && task.status === "pending" && html`<${PromiseBy} task=${task} />`}
  <${IdealTime} ideal=${task.ideal_time} set=${set} />
  <${Chunks} task=${task} set=${set} />
  <${Day} label=${t("Not before")} date=${task.earliest_start}
    onSet=${(/** @type {string | null} */ date) => set({ earliest_start: date })} />
  <${Select} label=${t("Reminder")} value=${task.reminder ?? ""} options=${REMINDERS}
    onSet=${(/** @type {string} */ minutes) => set({ reminder: minutes === "" ? null : Number(minutes) })} />`;
