/** Pauses a series until a day, and while the person is away. */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { addDays, dayMonth, weekday } from "#wd/core/time.js";
import { html, Icon, useState } from "#wd/core/ui.js";
import { change } from "#wd/tasks/state/changes.js";
import { today } from "#wd/tasks/state/clock.js";
import { openKey } from "#wd/tasks/state/page.js";
import { MomentInput } from "#wd/tasks/views/moment/field.js";
import { useMoment } from "#wd/tasks/views/moment/reading.js";
import { LabelledField } from "#wd/tasks/views/panel/controls.js";

const WEEK = 7;

/** @param {string} iso */
const nameOf = (iso) => `${weekday(iso)} ${dayMonth(iso)}`;

/** @param {Task} task @param {{until: string | null, when_away?: boolean}} body @param {string} text */
const save = (task, body, text) =>
  change({}, () => send("PUT", `/tasks/${task.id}/series/pause`, body), { text });

/** @param {{task: Task, series: Series, editable: boolean}} props */
export function Pause({ task, series, editable }) {
  const [choosing, setChoosing] = useState(false);
  const until = series.paused_until;
  const paused = until !== null && until > today.value;
  const resume = () => save(task, { until: null }, t("Resumed: {title}", { title: task.title }));
  const setAway = (/** @type {any} */ event) => {
    const text = t("Changed: {title}", { title: task.title });
    save(task, { until, when_away: event.target.checked }, text);
  };
  return html`
    ${
      paused &&
      html`<div class="panel-repeat"><${Icon} name="circle-pause" size=${14} />
      <span>${t("Paused until {day}", { day: nameOf(until) })}</span>
      ${editable && html`<button type="button" class="text-button" onClick=${resume}>${t("Resume")}</button>`}
      </div>`
    }
    ${
      editable &&
      !paused &&
      !choosing &&
      html`<button type="button" class="text-button pause-button"
      onClick=${() => setChoosing(true)}><${Icon} name="circle-pause" size=${14} /> ${t("Pause until…")}</button>`
    }
    ${choosing && html`<${PauseForm} task=${task} onClose=${() => setChoosing(false)} />`}
    ${
      editable &&
      series.kind === "calendar" &&
      html`<label class="choice">
      <input type="checkbox" checked=${series.pauses_when_away} onChange=${setAway} />${t("Pause when I am away")}</label>`
    }`;
}

/** @param {{task: Task, onClose: () => void}} props */
function PauseForm({ task, onClose }) {
  const moment = useMoment({ date: addDays(today.peek(), WEEK), kind: "day", required: true });
  const [passed, setPassed] = useState(false);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const until = (await moment.read())?.date;
    if (!until) return;
    if (until <= today.peek()) return setPassed(true);
    onClose();
    openKey.value = `t${task.id}`; // the day in the panel may be removed
    const day = nameOf(until);
    save(task, { until }, t("Paused until {day}: {title}", { day, title: task.title }));
  };
  return html`<form class="pause-form" onSubmit=${submit}>
    <${LabelledField} label=${t("Continues on")}>
      ${(/** @type {string} */ id) => html`<${MomentInput} id=${id} moment=${moment} kind="day" />`}
    <//>
    ${passed && html`<p class="notice bad" role="alert">${t("Choose a day after today.")}</p>`}
    <p class="help">${t("Its days until then are removed. They don’t count as skipped.")}</p>
    <footer><button type="submit" class="primary">${t("Pause")}</button>
      <button type="button" class="quiet" onClick=${onClose}>${t("Cancel")}</button></footer>
  </form>`;
}
