/** Step 1: the zone of the person's clocks, and how they read them. */
import { html } from "#wd/core/ui.js";
import { setPreferences } from "#wd/tasks/state/preferences.js";
import { preferences } from "#wd/tasks/state/server.js";

const WEEK_STARTS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const detected = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @returns {string[]} */
const zones = () => [...new Set([detected, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();

/** @param {{onDone: () => void}} props */
export function Zone({ onDone }) {
  const { time_zone, week_start, twelve_hour_clock } = preferences.value;
  const chosen = time_zone === "UTC" ? detected : time_zone;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const kept = await setPreferences({
      time_zone: String(form.get("zone")),
      week_start: Number(form.get("week_start")),
      twelve_hour_clock: form.get("clock") === "12",
    });
    if (kept) onDone();
  };
  return html`<form onSubmit=${submit}>
    <div class="field"><label for="zone">Time zone</label>
      <select id="zone" name="zone">${zones().map((zone) => html`<option key=${zone} value=${zone} selected=${zone === chosen}>${zone.replaceAll("_", " ")}</option>`)}</select>
      <span class="help">Your browser says ${detected.replaceAll("_", " ")}.</span></div>
    <div class="two">
      <div class="field"><label for="week-start">A week starts on</label>
        <select id="week-start" name="week_start">${WEEK_STARTS.map((name, day) => html`<option key=${name} value=${day} selected=${day === week_start}>${name}</option>`)}</select></div>
      <div class="field"><label for="clock">Clock</label>
        <select id="clock" name="clock"><option value="24" selected=${!twelve_hour_clock}>14:00</option><option value="12" selected=${twelve_hour_clock}>2 pm</option></select></div>
    </div>
    <button type="submit" class="primary">That is right</button>
  </form>`;
}
