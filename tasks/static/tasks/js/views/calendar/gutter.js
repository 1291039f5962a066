/** The hours beside the grid, and those of a second time zone. */
import { clock, DAY, span, spoken, wallClock } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { shownDays, twelve } from "#wd/tasks/state/derived.js";
import { preferences } from "#wd/tasks/state/server.js";

const HOURS = Array.from({ length: 23 }, (_, i) => (i + 1) * 60);

/** The mark of now hides the hours this near. */
const COVERED = 14;

/**
 * Minutes that the second zone is ahead at noon of a day: summer time may begin in one of them first.
 * @param {string} date @param {string} zone @param {string} other
 */
function ahead(date, zone, other) {
  const instant = new Date(`${date}T12:00Z`);
  const here = wallClock(instant, zone);
  const there = wallClock(instant, other);
  const days = Math.sign(there.date.localeCompare(here.date));
  return days * DAY + there.minute - here.minute;
}

export function Gutter() {
  const { time_zone, secondary_zone } = preferences.value;
  const shown = shownDays.value.includes(nowDate.value);
  return html`<div class="gutter">
    <div aria-hidden="true">${HOURS.filter(
      (at) => !shown || Math.abs(at - now.value) > COVERED,
    ).map(
      (at) => html`<span
      key=${at} style=${{ "--s": at }}>${clock(at, twelve.value)}</span>`,
    )}
    ${shown && html`<em style=${{ "--s": now.value }}>${clock(now.value, twelve.value)}</em>`}</div>
    ${
      secondary_zone &&
      html`<${Second} zone=${secondary_zone}
      minutes=${ahead(shownDays.value[0], time_zone, secondary_zone)} />`
    }
  </div>`;
}

/** @param {{zone: string, minutes: number}} props minutes: how far it is ahead */
function Second({ zone, minutes }) {
  const city = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  const words = minutes
    ? `${spoken(Math.abs(minutes))} ${minutes > 0 ? "ahead" : "behind"}`
    : "the same time";
  return html`<div class="second" role="img" aria-label=${`${city}, ${words}`}
    title=${`${city}, ${words}`}>
    <b>${minutes < 0 ? "−" : "+"}${span(Math.abs(minutes))}</b>
    ${HOURS.map(
      (at) => html`<small key=${at} style=${{ "--s": at }}>
        ${clock((at + minutes + DAY) % DAY, twelve.value)}</small>`,
    )}
  </div>`;
}
