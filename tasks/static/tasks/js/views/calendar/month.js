/** A month: each day with what stands on it, in order; a day takes what is dropped on it. */
import { hue } from "#wd/core/colour.js";
import { clock, longDay, weekday } from "#wd/core/time.js";
import { classes, html } from "#wd/core/ui.js";
import { dragBlock } from "#wd/tasks/drag/block.js";
import { drag } from "#wd/tasks/drag/state.js";
import { byDay } from "#wd/tasks/model/sorting.js";
import { today } from "#wd/tasks/state/clock.js";
import { colourOf, days, shownDays, twelve } from "#wd/tasks/state/derived.js";
import { cursor, day, opened, view } from "#wd/tasks/state/page.js";
import { blockKeys } from "#wd/tasks/views/calendar/keys.js";

const MOST = 3;

export const Month = () => html`<div class="month-names" aria-hidden="true">
    ${shownDays.value.slice(0, 7).map((date) => html`<span key=${date}>${weekday(date)}</span>`)}
  </div>
  <div class="month">
    ${shownDays.value.map((date) => html`<${MonthDay} key=${date} date=${date} />`)}</div>`;

/** @param {{date: string}} props */
function MonthDay({ date }) {
  const entries = (days.value.get(date) ?? []).toSorted(byDay);
  const spot = drag.value?.spot;
  const kind = classes(
    "month-day",
    !date.startsWith(day.value.slice(0, 7)) && "other",
    date === today.value && "today",
    spot?.date === date && "hot",
  );
  const open = () => {
    day.value = date;
    view.value = "day";
  };
  return html`<div class=${kind} data-day=${date} role="group" aria-label=${longDay(date)}>
    <button type="button" class="month-number"
      aria-label=${`${Number(date.slice(8))}, show ${longDay(date)}`}
      onClick=${open}>${Number(date.slice(8))}</button>
    ${entries.slice(0, MOST).map(
      (entry) => html`<${MonthEntry} key=${entry.key}
      entry=${entry} />`,
    )}
    ${
      entries.length > MOST &&
      html`<button type="button" class="month-more" onClick=${open}>
      ${entries.length - MOST} more</button>`
    }
  </div>`;
}

/** @param {{entry: Entry}} props */
function MonthEntry({ entry }) {
  const event = entry.kind === "event";
  return html`<div
    class=${classes("month-entry hue", event ? "event" : "task", entry.status !== "pending" && "done")}
    role="group"
    tabindex="-1"
    data-block=${entry.key}
    data-at=${`${entry.date} ${String(entry.start ?? 0).padStart(4, "0")}`}
    aria-label=${`${entry.title}, ${entry.start === null ? "any time" : clock(entry.start, twelve.value)}, ${entry.kind}`}
    style=${hue(colourOf(entry))}
    onPointerDown=${(/** @type {PointerEvent} */ press) => !event && dragBlock(press, entry, undefined)}
    onKeyDown=${(/** @type {KeyboardEvent} */ key) => blockKeys(key, entry.key)}
    onFocus=${() => {
      cursor.value = entry.key;
    }}
    onClick=${() => {
      if (!event) opened.value = entry.key;
    }}
  ><i class="dot"></i>
    ${entry.start !== null && html`<small>${clock(entry.start, twelve.value)}</small>`}<span>
    ${entry.title}</span></div>`;
}
