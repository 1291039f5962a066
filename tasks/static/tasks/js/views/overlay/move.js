/** The dialog “Move to…”, which offers every drag as a form. */
import { t } from "#wd/core/i18n.js";
import { minutesOf, timeOf } from "#wd/core/time.js";
import { html, useState } from "#wd/core/ui.js";
import { choose } from "#wd/tasks/commands.js";
import { dayPicks } from "#wd/tasks/model/day-picks.js";
import { isOpen, isScheduled } from "#wd/tasks/model/entry.js";
import { startOnDay } from "#wd/tasks/model/night.js";
import { nameOf, removalLabel } from "#wd/tasks/model/wording.js";
import { schedule, unschedule } from "#wd/tasks/state/actions.js";
import { today } from "#wd/tasks/state/clock.js";
import { activeDomains, nightEnd, targets, tasksOf } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { clearSelection, cursor, day, dialog } from "#wd/tasks/state/page.js";
import { preferences } from "#wd/tasks/state/server.js";
import { MomentInput } from "#wd/tasks/views/moment/field.js";
import { momentText, useMoment } from "#wd/tasks/views/moment/reading.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

export function Move() {
  const [entries] = useState(() => targets(cursor.peek()));
  const first = entries[0];
  const [date, setDate] = useState(first?.date ?? day.peek());
  const time = timeOf(first?.start ?? null);
  const moment = useMoment({ date, time, required: true });
  if (!first) return null;
  const tasks = nameOf(entries);
  const closeAnd = (/** @type {() => void} */ action) => () => {
    closeDialog();
    action();
    clearSelection();
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const value = await moment.read();
    if (!value?.date) return;
    const start = startOnDay(minutesOf(value.time), nightEnd.peek());
    closeAnd(() => schedule(entries, { date: value.date, start }))();
  };
  const pick = (/** @type {string} */ iso) => {
    setDate(iso);
    moment.put(momentText({ date: iso, time }));
  };
  const days = dayPicks(today.value, preferences.value.week_start);
  const scheduled = entries.filter(isScheduled);
  return html`<${Dialog} label=${t("Move {tasks}", { tasks })} kind="move">
    <form onSubmit=${submit}>
      <h2>${t("Move “{tasks}”", { tasks })}</h2>
      <div class="day-picks">
        ${days.map(
          ({ name, iso }) => html`<button type="button" key=${name} class="text-button"
          aria-pressed=${String(date === iso)} onClick=${() => pick(iso)}>${name}</button>`,
        )}
      </div>
      <div class="day-picks">
        ${
          entries.length === 1 &&
          isOpen(first) &&
          html`<button type="button" class="text-button"
          onClick=${choose(dialog, "find-time")}>${t("Find a time")}</button>`
        }
        ${
          scheduled.length > 0 &&
          html`<button type="button" class="text-button"
          onClick=${closeAnd(() => unschedule(scheduled))}>${removalLabel(scheduled)}</button>`
        }
      </div>
      <div class="field"><label for="move-moment">${t("When")}</label>
        <${MomentInput} id="move-moment" moment=${moment} data-first />
        <span class="help">${t("A day without a time means any time that day")}</span></div>
      <footer>
        <button type="submit" class="primary">${t("Move")}</button>
        <button type="button" class="quiet" onClick=${closeDialog}>${t("Cancel")}</button>
      </footer>
      <${Domains} entries=${entries} closeAnd=${closeAnd} />
    </form>
  <//>`;
}

/** @param {{entries: Entry[], closeAnd: (action: () => void) => () => void}} props */
function Domains({ entries, closeAnd }) {
  const tasks = tasksOf(entries);
  const isIn = (/** @type {number | null} */ id) =>
    tasks.every(({ task }) => task.domain_id === id && task.parent_id === null);
  const pick = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    closeAnd(() => moveToDomain(tasks, Number(value) || null))();
  };
  return html`<div class="field"><label for="move-domain">${
    tasks.some(({ task }) => task.series)
      ? t("Or move to a domain, with all its days")
      : t("Or move to a domain")
  }</label>
    <select id="move-domain" onChange=${pick}>
      <option value="" disabled selected>${t("Choose…")}</option>
      ${activeDomains.value
        .filter(({ id }) => !isIn(id))
        .map(
          ({ id, name }) => html`<option key=${id} value=${id}>
        ${name}</option>`,
        )}
      ${!isIn(null) && html`<option value="0">${t("Thoughts")}</option>`}
    </select></div>`;
}
