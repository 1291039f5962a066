/** Step 2: the hours one works; they shade the calendar behind at once. */
import { minutesOf, timeOf } from "#wd/core/time.js";
import { classes, html, useState } from "#wd/core/ui.js";
import { WEEKDAYS } from "#wd/tasks/model/rrule.js";
import { setPreferences } from "#wd/tasks/state/preferences.js";
import { preferences } from "#wd/tasks/state/server.js";

const DAY = 1440;

/** @param {{onDone: () => void}} props */
export function Hours({ onDone }) {
  const hours = preferences.value.working_hours;
  const [first] = hours.find((day) => day.length) ?? [[540, 1020]];
  const [days, setDays] = useState(() => hours.map((ranges) => ranges.length > 0));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const start = minutesOf(String(form.get("start"))) ?? 540;
    const end = minutesOf(String(form.get("end"))) ?? 1020;
    // A shift that ends before it starts ends on the next day.
    const range = /** @type {[number, number]} */ ([start, end > start ? end : end + DAY]);
    if (await setPreferences({ working_hours: days.map((on) => (on ? [range] : [])) })) onDone();
  };
  return html`<form onSubmit=${submit}>
    <div class="two">
      <div class="field"><label for="start">From</label><input id="start" name="start" type="time" required value=${timeOf(first[0])} /></div>
      <div class="field"><label for="end">Until</label><input id="end" name="end" type="time" required value=${timeOf(first[1] % DAY)} /></div>
    </div>
    <div class="weekdays" role="group" aria-label="Days">
      ${WEEKDAYS.map((name, day) => {
        const toggle = () => setDays(days.map((on, i) => (i === day ? !on : on)));
        return html`<button type="button" key=${name} class=${classes("weekday", days[day] && "on")} aria-pressed=${String(days[day])} onClick=${toggle}>${name}</button>`;
      })}
    </div>
    <button type="submit" class="primary">These are my hours</button>
  </form>`;
}
