/** The hours beside the grid, also of a second time zone. */
import { t } from "#wd/core/i18n.js";
import { clock, DAY, span, spoken, wallClock } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { twelve, visibleDays } from "#wd/tasks/state/derived.js";
import { preferences } from "#wd/tasks/state/server.js";

const HOURS = Array.from({ length: 23 }, (_, i) => (i + 1) * 60);

/** Minutes around now whose hour label the current time covers. */
const COVERED = 14;

/**
 * Return the minutes that another zone is ahead at noon (UTC) of a day; daylight saving may differ.
 * @param {string} date @param {string} zone @param {string} other
 */
function ahead(date, zone, other) {
  const instant = new Date(`${date}T12:00Z`);
  const local = wallClock(instant, zone);
  const remote = wallClock(instant, other);
  const days = Math.sign(remote.date.localeCompare(local.date));
  return days * DAY + remote.minute - local.minute;
}

export function Gutter() {
  const { time_zone, secondary_zone } = preferences.value;
  const showsToday = visibleDays.value.includes(nowDate.value);
  return html`<div class="gutter">
    <div aria-hidden="true">${HOURS.filter(
      (at) => !showsToday || Math.abs(at - now.value) > COVERED,
    ).map(
      (at) => html`<span
      key=${at} style=${{ "--s": at }}>${clock(at, twelve.value)}</span>`,
    )}
    ${showsToday && html`<em style=${{ "--s": now.value }}>${clock(now.value, twelve.value)}</em>`}</div>
    ${
      secondary_zone &&
      html`<${SecondZone} zone=${secondary_zone}
      minutes=${ahead(visibleDays.value[0], time_zone, secondary_zone)} />`
    }
  </div>`;
}

/** @param {string} city @param {number} minutes */
function offsetLabel(city, minutes) {
  if (!minutes) return t("{city}, same time", { city });
  const duration = spoken(Math.abs(minutes));
  return minutes > 0
    ? t("{city}, {duration} ahead", { city, duration })
    : t("{city}, {duration} behind", { city, duration });
}

/** @param {{zone: string, minutes: number}} props minutes: how far it is ahead */
function SecondZone({ zone, minutes }) {
  const city = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  const label = offsetLabel(city, minutes);
  return html`<div class="second" role="img" aria-label=${label} title=${label}>
    <b>${minutes < 0 ? "−" : "+"}${span(Math.abs(minutes))}</b>
    ${HOURS.map(
      (at) => html`<small key=${at} style=${{ "--s": at }}>
        ${clock((at + minutes + DAY) % DAY, twelve.value)}</small>`,
    )}
  </div>`;
}
