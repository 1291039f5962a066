/** The calendar: an hour grid of one day, three or seven, or a month. */
import { clamp, longDay, weekday } from "#wd/core/time.js";
import { classes, html, useEffect, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { segmentsOn } from "#wd/tasks/model/calendar.js";
import { now, today } from "#wd/tasks/state/clock.js";
import { days, shownDays } from "#wd/tasks/state/derived.js";
import { day, hourHeight, view } from "#wd/tasks/state/page.js";
import { ghosts, proposal } from "#wd/tasks/state/plan.js";
import { preferences } from "#wd/tasks/state/server.js";
import { zoomBy } from "#wd/tasks/state/zoom.js";
import { Column } from "#wd/tasks/views/calendar/column.js";
import { Gutter } from "#wd/tasks/views/calendar/gutter.js";
import { CalendarHead, Zoom } from "#wd/tasks/views/calendar/head.js";
import { Lanes } from "#wd/tasks/views/calendar/lanes.js";
import { Month } from "#wd/tasks/views/calendar/month.js";

const FINE = 96;

export function Calendar() {
  const shown = shownDays.value;
  const month = view.value === "month";
  const kind = classes(
    "calendar",
    `view-${view.value}`,
    shown.length > 1 && "several",
    hourHeight.value >= FINE && "fine",
    preferences.value.secondary_zone && "two-zones",
  );
  const sizes = { "--hour": `${hourHeight.value}px`, "--days": shown.length };
  return html`<section class=${kind} aria-label="Calendar" style=${sizes}>
    <${CalendarHead} />
    ${month ? html`<${Month} />` : html`<${Hours} shown=${shown} />`}
  </section>`;
}

/** @param {{shown: string[]}} props */
function Hours({ shown }) {
  /** @type {{current: HTMLElement | null}} */
  const scroller = useRef(null);
  useLayoutEffect(() => scrollToWork(scroller.current), [day.value, view.value]);
  useLayoutEffect(() => scrollToPlan(scroller.current), [proposal.value]);
  useEffect(() => zoomWithWheel(/** @type {HTMLElement} */ (scroller.current)), []);
  const first = shown.map((date) => segmentsOn(days.value, date)[0]).find(Boolean)?.entry.key;
  return html`${shown.length > 1 && html`<${DayNames} shown=${shown} />`}
    <${Lanes} />
    <div class="hours" ref=${scroller} tabindex="0" role="group"
      aria-label="Hours. Arrow keys walk between entries.">
      <div class="grid">
        <${Gutter} />
        ${shown.map((date) => html`<${Column} key=${date} date=${date} first=${first} />`)}
      </div>
    </div>
    <${Zoom} />`;
}

/** Open near now, or where a working day begins. @param {HTMLElement | null} scroller */
function scrollToWork(scroller) {
  const isToday = shownDays.peek().includes(today.peek());
  const minute = isToday ? clamp(now.peek() - 165, 0, 900) : 450;
  if (scroller) scroller.scrollTop = (minute / 60) * hourHeight.peek();
}

/** What is proposed first is shown, above the sheet that asks. @param {HTMLElement | null} scroller */
function scrollToPlan(scroller) {
  const proposed = shownDays.peek().flatMap((date) => ghosts.peek().get(date) ?? []);
  const starts = proposed.flatMap(({ start }) => (start === null ? [] : [start]));
  if (!scroller || !starts.length) return;
  const top = (Math.min(...starts) / 60) * hourHeight.peek();
  const seen = top > scroller.scrollTop && top < scroller.scrollTop + scroller.clientHeight / 4;
  if (!seen) scroller.scrollTop = top - hourHeight.peek() / 2;
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

/** @param {{shown: string[]}} props */
const DayNames = ({ shown }) => html`<div class="day-names">
  ${shown.map(
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
