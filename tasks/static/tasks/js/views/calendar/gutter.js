/** The hours beside the grid, and those of a second time zone. */
import { clock, DAY, wallClock } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { shownDays, twelve } from "#wd/tasks/state/derived.js";
import { preferences } from "#wd/tasks/state/server.js";

const HOURS = Array.from({ length: 23 }, (_, i) => (i + 1) * 60);

/** The mark of now hides the hours this near. */
const COVERED = 14;

/** Minutes that the second zone is ahead now. @param {string} zone @param {string} other */
function ahead(zone, other) {
  const instant = new Date();
  const here = wallClock(instant, zone);
  const there = wallClock(instant, other);
  const days = Math.sign(there.date.localeCompare(here.date));
  return days * DAY + there.minute - here.minute;
}

export function Gutter() {
  const { time_zone, secondary_zone } = preferences.value;
  const shown = shownDays.value.includes(nowDate.value);
  return html`<div class="gutter" aria-hidden="true">
    ${HOURS.filter((at) => !shown || Math.abs(at - now.value) > COVERED).map(
      (at) => html`<span
      key=${at} style=${{ "--s": at }}>${clock(at, twelve.value)}</span>`,
    )}
    ${secondary_zone && html`<${Second} minutes=${ahead(time_zone, secondary_zone)} />`}
    ${shown && html`<em style=${{ "--s": now.value }}>${clock(now.value, twelve.value)}</em>`}
  </div>`;
}

/** @param {{minutes: number}} props */
const Second = ({ minutes }) =>
  HOURS.map(
    (at) =>
      html`<small key=${at} style=${{ "--s": at }}>
        ${clock((at + minutes + DAY) % DAY, twelve.value)}</small>`,
  );
