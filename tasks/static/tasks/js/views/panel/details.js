/** When, how long, how much it matters. Each control is saved when it is left. */
import { timeOf } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { CLARITIES, IMPACTS } from "#wd/tasks/model/wording.js";
import { patch } from "#wd/tasks/state/actions.js";
import { domains } from "#wd/tasks/state/server.js";
import { Choices } from "#wd/tasks/views/choices.js";
import { Day, DayTime, Duration, Select } from "#wd/tasks/views/panel/controls.js";
import { Chunks, Timer } from "#wd/tasks/views/panel/effort.js";

const DEADLINES = [
  { value: "hard", name: "Hard", title: "Never planned after it" },
  { value: "soft", name: "Soft", title: "Late is possible, and costs" },
];

const REMINDERS = [
  { value: "", name: "None" },
  { value: 0, name: "When it starts" },
  ...[5, 10, 15, 30].map((value) => ({ value, name: `${value} minutes before` })),
  { value: 60, name: "An hour before" },
  { value: 1440, name: "A day before" },
];

/** @param {{entry: Entry}} props */
export function Details({ entry }) {
  const set = (/** @type {object} */ fields) => {
    patch(entry, fields, `Changed: ${entry.title}`, true);
  };
  const own = entry.kind === "instance";
  const when = (/** @type {string | null} */ date, /** @type {string | null} */ time) =>
    set({ scheduled_date: date, scheduled_time: time });
  return html`<div class="panel-fields">
    ${
      (own || !entry.task.series) &&
      html`<${DayTime} label="Scheduled" date=${entry.date}
      time=${timeOf(entry.start)} onSet=${when} fixed=${own} />`
    }
    <${Duration} minutes=${entry.duration} placeholder="Not known"
      onSet=${(/** @type {number | null} */ minutes) => set({ [own ? "own_duration" : "duration"]: minutes })} />
    ${entry.status === "pending" && html`<${Timer} entry=${entry} />`}
    <${Domain} entry=${entry} set=${set} />
    ${!own && html`<${OfTask} task=${entry.task} set=${set} />`}
  </div>`;
}

/**
 * What is completed may be in an archived domain.
 * @param {{entry: Entry, set: (fields: object) => void}} props
 */
const Domain = ({ entry, set }) => html`<${Select}
  label="Domain"
  value=${entry.domain_id ?? ""}
  options=${[...domains.value.filter(({ archived, id }) => !archived || id === entry.domain_id).map(({ id, name }) => ({ value: id, name })), { value: "", name: "None: a thought" }]}
  onSet=${(/** @type {string} */ id) => set({ [entry.kind === "instance" ? "own_domain_id" : "domain_id"]: Number(id) || null })}
/>`;

/**
 * What an instance takes from its series.
 * @param {{task: Task, set: (fields: object) => void}} props
 */
const OfTask = ({ task, set }) => html`
  <div class="panel-field"><span>Impact</span>
    <${Choices} label="Impact" value=${String(task.impact)}
    options=${Object.entries(IMPACTS).map(([value, name]) => ({ value, name }))}
    onPick=${(/** @type {string} */ impact) => set({ impact: Number(impact) })} /></div>
  <div class="panel-field"><span>Clarity</span><${Choices} label="Clarity" value=${task.clarity}
    options=${Object.entries(CLARITIES).map(([value, { icon, name }]) => ({ value, icon, name }))}
    onPick=${(/** @type {Clarity} */ clarity) => set({ clarity })} /></div>
  <${DayTime} label="Deadline" date=${task.deadline_date} time=${task.deadline_time}
    onSet=${(/** @type {string | null} */ date, /** @type {string | null} */ time) => set({ deadline_date: date, deadline_time: time })} />
  ${
    task.deadline_date &&
    html`<div class="panel-field"><span>Deadline is</span><${Choices} label="Deadline is"
      value=${task.deadline_hard === false ? "soft" : "hard"} options=${DEADLINES}
      onPick=${(/** @type {string} */ kind) => set({ deadline_hard: kind === "hard" })} /></div>`
  }
  <${Chunks} task=${task} set=${set} />
  <${Day} label="Not before" date=${task.earliest_start}
    onSet=${(/** @type {string | null} */ date) => set({ earliest_start: date })} />
  <${Select} label="Reminder" value=${task.reminder ?? ""} options=${REMINDERS}
    onSet=${(/** @type {string} */ minutes) => set({ reminder: minutes === "" ? null : Number(minutes) })} />
  <div class="panel-field"><span>Pinned</span><label class="choice">
    <input type="checkbox" checked=${task.pinned}
    onChange=${(/** @type {any} */ event) => set({ pinned: event.target.checked })} />The planner leaves it where it is</label></div>`;
