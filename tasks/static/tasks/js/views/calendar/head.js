/** The header of the calendar: title, navigation, choice of view, zoom. */
import { t } from "#wd/core/i18n.js";
import { addDays, addMonths, dayMonth, monthYear, weekday } from "#wd/core/time.js";
import { html, Icon } from "#wd/core/ui.js";
import { today } from "#wd/tasks/state/clock.js";
import { shownView, step, visibleDays } from "#wd/tasks/state/derived.js";
import { day, view } from "#wd/tasks/state/page.js";
import { isNarrow } from "#wd/tasks/state/screen.js";
import { zoomBy } from "#wd/tasks/state/zoom.js";
import { Choices } from "#wd/tasks/views/choices.js";

const VIEWS = [
  { value: /** @type {View} */ ("day"), name: t("Day") },
  { value: /** @type {View} */ ("days"), name: t("3 days") },
  { value: /** @type {View} */ ("week"), name: t("Week") },
  { value: /** @type {View} */ ("month"), name: t("Month") },
];

/** A narrow screen shows three days instead of a week. @param {{value: View}} view */
const isOffered = ({ value }) => value !== "week" || !isNarrow.value;

/** @param {1 | -1} direction */
export function turn(direction) {
  day.value =
    view.value === "month"
      ? addMonths(day.value, direction)
      : addDays(day.value, direction * step.value);
}

export const goToday = () => {
  day.value = today.value;
};

function Title() {
  const [first] = visibleDays.value;
  if (shownView.value === "day")
    return html`<h2>${weekday(first)} <span>${dayMonth(first)}</span></h2>`;
  if (shownView.value === "days")
    return html`<h2>${dayMonth(first)} <span>– ${dayMonth(addDays(first, 2))}</span></h2>`;
  return html`<h2>${monthYear(day.value)}</h2>`;
}

export const CalendarHead = () => html`<header class="calendar-head">
  <${Title} />
  <div class="turn">
    <button type="button" class="icon-button" aria-label=${t("Earlier")} onClick=${() => turn(-1)}>
      <${Icon} name="chevron-left" /></button>
    <button type="button" class="text-button" onClick=${goToday}>${t("Today")}</button>
    <button type="button" class="icon-button" aria-label=${t("Later")} onClick=${() => turn(1)}>
      <${Icon} name="chevron-right" /></button>
  </div>
  <${Choices} label=${t("Calendar view")} options=${VIEWS.filter(isOffered)} value=${shownView.value} onPick=${(
    /** @type {View} */ value,
  ) => {
    view.value = value;
  }} />
</header>`;

export const Zoom = () => html`<div class="zoom" role="group" aria-label=${t("Zoom")}>
  <button type="button" class="icon-button" aria-label=${t("Show more hours")}
    onClick=${() => zoomBy(1 / 1.2)}><${Icon} name="minus" size=${14} /></button>
  <button type="button" class="icon-button" aria-label=${t("Show fewer hours")}
    onClick=${() => zoomBy(1.2)}><${Icon} name="plus" size=${14} /></button>
</div>`;
