/** The calendar: an hour grid of one, three or seven days, or a month. */
import { t } from "#wd/core/i18n.js";
import { clamp, longDay, weekday } from "#wd/core/time.js";
import { classes, html, useEffect, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { turnWithFinger } from "#wd/tasks/drag/turn.js";
import { segmentsOn } from "#wd/tasks/model/calendar.js";
import { now, today } from "#wd/tasks/state/clock.js";
import { days, shownView, twelve, visibleDays } from "#wd/tasks/state/derived.js";
import { hourCursor, showHourCursor } from "#wd/tasks/state/hour-cursor.js";
import { day, hourHeight, view } from "#wd/tasks/state/page.js";
import { ghosts, proposal } from "#wd/tasks/state/plan.js";
import { leastHeight } from "#wd/tasks/state/screen.js";
import { preferences } from "#wd/tasks/state/server.js";
import { zoomBy } from "#wd/tasks/state/zoom.js";
import { hourKeys } from "#wd/tasks/views/calendar/adding.js";
import { Column } from "#wd/tasks/views/calendar/column.js";
import { Gutter } from "#wd/tasks/views/calendar/gutter.js";
import { CalendarHead, turn, Zoom } from "#wd/tasks/views/calendar/head.js";
import { Lanes } from "#wd/tasks/views/calendar/lanes.js";
import { Month } from "#wd/tasks/views/calendar/month.js";

/** From this height of an hour on, the grid shows quarter hours. */
const FINE = 96;

export function Calendar() {
  const dates = visibleDays.value;
  const month = view.value === "month";
  const kind = classes(
    "calendar",
    `view-${shownView.value}`,
    dates.length > 1 && "several",
    twelve.value && "twelve",
    hourHeight.value >= FINE && "fine",
    preferences.value.secondary_zone && "two-zones",
  );
  const sizes = {
    "--hour": `${hourHeight.value}px`,
    "--least": `${leastHeight.value}px`,
    "--days": dates.length,
  };
  return html`<section class=${kind} aria-label=${t("Calendar")} style=${sizes}>
    <${CalendarHead} />
    ${month ? html`<${Month} />` : html`<${Hours} dates=${dates} />`}
  </section>`;
}

/** @param {{dates: string[]}} props */
function Hours({ dates }) {
  /** @type {{current: HTMLElement | null}} */
  const scroller = useRef(null);
  useLayoutEffect(() => scrollToWork(scroller.current), [day.value, view.value]);
  useLayoutEffect(() => scrollToPlan(scroller.current), [proposal.value]);
  useEffect(() => zoomWithWheel(/** @type {HTMLElement} */ (scroller.current)), []);
  useEffect(() => turnWithFinger(/** @type {HTMLElement} */ (scroller.current), turn), []);
  useLayoutEffect(() => showCursor(scroller.current), [hourCursor.value]);
  const first = dates.map((date) => segmentsOn(days.value, date)[0]).find(Boolean)?.entry.key;
  return html`${dates.length > 1 && html`<${DayNames} dates=${dates} />`}
    <${Lanes} />
    <div class="hours" ref=${scroller} tabindex="0" role="group"
      aria-label=${t("Hours. Choose a time with the arrow keys, and add a task with Enter.")}
      onKeyDown=${hourKeys} onFocus=${startCursor}>
      <div class="grid">
        <${Gutter} />
        ${dates.map((date) => html`<${Column} key=${date} date=${date} first=${first} />`)}
      </div>
    </div>
    <${Zoom} />`;
}

/** Scroll to the current time, or to the start of a working day. @param {HTMLElement | null} scroller */
function scrollToWork(scroller) {
  const isToday = visibleDays.peek().includes(today.peek());
  const minute = isToday ? clamp(now.peek() - 165, 0, 900) : 450;
  if (scroller) scroller.scrollTop = (minute / 60) * hourHeight.peek();
}

/** The keyboard shows the cursor of the hours. @param {FocusEvent} event */
function startCursor({ target, currentTarget }) {
  const hours = /** @type {Element} */ (currentTarget);
  if (target === hours && hours.matches(":focus-visible")) showHourCursor();
}

/** @param {HTMLElement | null} scroller */
function showCursor(scroller) {
  scroller?.querySelector(".hour-cursor")?.scrollIntoView({ block: "nearest" });
}

/** Scroll to the first proposed block, above the sheet of the proposal. @param {HTMLElement | null} scroller */
function scrollToPlan(scroller) {
  const proposed = visibleDays.peek().flatMap((date) => ghosts.peek().get(date) ?? []);
  const starts = proposed.flatMap(({ start }) => (start === null ? [] : [start]));
  if (!scroller || !starts.length) return;
  const top = (Math.min(...starts) / 60) * hourHeight.peek();
  const visible = top > scroller.scrollTop && top < scroller.scrollTop + scroller.clientHeight / 4;
  if (!visible) scroller.scrollTop = top - hourHeight.peek() / 2;
}

/** @param {HTMLElement} scroller */
function zoomWithWheel(scroller) {
  const wheel = (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomBy(event.deltaY > 0 ? 0.92 : 1.08, event.clientY);
  };
  scroller.addEventListener("wheel", wheel, { passive: false });
  return () => scroller.removeEventListener("wheel", wheel);
}

/** @param {{dates: string[]}} props */
const DayNames = ({ dates }) => html`<div class="day-names">
  ${dates.map(
    (date) => html`<button
      type="button"
      key=${date}
      class=${classes(date === today.value && "today")}
      title=${longDay(date)}
      onClick=${() => {
        day.value = date;
        view.value = "day";
      }}
    >${weekday(date)} <b>${Number(date.slice(8))}</b></button>`,
  )}
</div>`;
