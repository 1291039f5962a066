/** “Move to…”: every drag as a form. */
import { addDays, clock, minutesOf as minutes, timeOf } from "#wd/core/time.js";
import { html, useState } from "#wd/core/ui.js";
import { choose } from "#wd/tasks/commands.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { schedule, unschedule } from "#wd/tasks/state/actions.js";
import { today } from "#wd/tasks/state/clock.js";
import { activeDomains, targets, twelve } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { clearSelection, cursor, day, dialog } from "#wd/tasks/state/page.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

const NEXT_WEEK = 7;

export function Move() {
  const [entries] = useState(() => targets(cursor.peek()));
  const first = entries[0];
  const [date, setDate] = useState(first?.date ?? day.peek());
  const [time, setTime] = useState(first?.start == null ? "" : (timeOf(first.start) ?? ""));
  if (!first) return null;
  const done = (/** @type {() => void} */ act) => () => {
    closeDialog();
    act();
    clearSelection();
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    done(() => schedule(entries, { date, start: minutes(time) }))();
  };
  const days = [
    { name: "Today", iso: today.value },
    { name: "Tomorrow", iso: addDays(today.value, 1) },
    { name: "In a week", iso: addDays(today.value, NEXT_WEEK) },
  ];
  return html`<${Dialog} label=${`Move ${nameOf(entries)}`} kind="move">
    <form onSubmit=${submit}>
      <h2>Move “${nameOf(entries)}”</h2>
      <div class="day-picks">
        ${days.map(
          ({ name, iso }) => html`<button type="button" key=${name} class="text-button"
          aria-pressed=${String(date === iso)} onClick=${() => setDate(iso)}>${name}</button>`,
        )}
      </div>
      <div class="two">
        <div class="field"><label for="move-date">Day</label>
          <input id="move-date" type="date" required value=${date} data-first
          onInput=${(/** @type {any} */ event) => setDate(event.target.value)} /></div>
        <div class="field"><label for="move-time">Time</label>
          <input id="move-time" type="time" step="900" value=${time}
          onInput=${(/** @type {any} */ event) => setTime(event.target.value)} />
          <span class="help">
            ${time ? clock(minutes(time) ?? 0, twelve.value) : "Empty is any time"}</span></div>
      </div>
      <footer>
        <button type="submit" class="primary">Move</button>
        <button type="button" class="quiet" onClick=${closeDialog}>Cancel</button>
        ${entries.length === 1 && html`<button type="button" class="quiet" onClick=${choose(dialog, "slots")}>When could I?</button>`}
        <button type="button" class="quiet danger"
          onClick=${done(() => unschedule(entries))}>Off the calendar</button>
      </footer>
      <${Domains} entries=${entries} done=${done} />
    </form>
  <//>`;
}

/** @param {{entries: Entry[], done: (act: () => void) => () => void}} props */
function Domains({ entries, done }) {
  const plain = entries.filter(({ kind }) => kind === "task");
  if (!plain.length) return null;
  const pick = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    done(() => moveToDomain(plain, Number(value) || null))();
  };
  return html`<div class="field"><label for="move-domain">Or to a domain</label>
    <select id="move-domain" onChange=${pick}>
      <option value="" disabled selected>Choose…</option>
      ${activeDomains.value.map(
        ({ id, name }) => html`<option key=${id} value=${id}>
        ${name}</option>`,
      )}
      <option value="0">Thoughts</option>
    </select></div>`;
}
