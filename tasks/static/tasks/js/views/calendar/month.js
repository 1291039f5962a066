/** The month view: the days with their entries. Each day is a drop target. */
import { hue } from "#wd/core/colour.js";
import { t, tn } from "#wd/core/i18n.js";
import { clock, dayMonth, longDay, weekday, weekOf } from "#wd/core/time.js";
import { classes, html, useEffect, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { dragBlock } from "#wd/tasks/drag/block.js";
import { drag } from "#wd/tasks/drag/state.js";
import { turnWithFinger } from "#wd/tasks/drag/turn.js";
import { isFaint } from "#wd/tasks/model/entry.js";
import { byDay } from "#wd/tasks/model/sorting.js";
import { KINDS } from "#wd/tasks/model/wording.js";
import { today } from "#wd/tasks/state/clock.js";
import { colourOf, days, twelve, visibleDays } from "#wd/tasks/state/derived.js";
import { cursor, day, openEntry, view } from "#wd/tasks/state/page.js";
import { preferences } from "#wd/tasks/state/server.js";
import { openMenu } from "#wd/tasks/views/calendar/block.js";
import { turn } from "#wd/tasks/views/calendar/head.js";
import { blockKeys } from "#wd/tasks/views/calendar/keys.js";

const MAX_ENTRIES = 3;

export function Month() {
  /** @type {{current: HTMLElement | null}} */
  const box = useRef(null);
  useEffect(() => turnWithFinger(/** @type {HTMLElement} */ (box.current), turn), []);
  useLayoutEffect(() => scrollToThisWeek(/** @type {HTMLElement} */ (box.current)), [day.value]);
  return html`<div class="month-names" aria-hidden="true">
      ${visibleDays.value.slice(0, 7).map((date) => html`<span key=${date}>${weekday(date)}</span>`)}
    </div>
    <div class="month" ref=${box}>
      ${visibleDays.value.map((date) => html`<${MonthDay} key=${date} date=${date} />`)}</div>`;
}

/** This week is on top; earlier ones are above it. @param {HTMLElement} box */
function scrollToThisWeek(box) {
  const [first] = weekOf(today.peek(), preferences.peek().week_start);
  const sameMonth = today.peek().startsWith(day.peek().slice(0, 7));
  const cell = /** @type {HTMLElement | null} */ (
    sameMonth ? box.querySelector(`[data-day="${first}"]`) : null
  );
  box.scrollTop = cell ? cell.offsetTop - box.offsetTop : 0;
}

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
      aria-label=${t("{number}, show {day}", { number: Number(date.slice(8)), day: longDay(date) })}
      onClick=${open}>${date.endsWith("-01") ? dayMonth(date) : Number(date.slice(8))}</button>
    ${entries.slice(0, MAX_ENTRIES).map(
      (entry) => html`<${MonthEntry} key=${entry.key}
      entry=${entry} />`,
    )}
    ${
      entries.length > MAX_ENTRIES &&
      html`<button type="button" class="month-more" onClick=${open}>
      ${tn("{count} more", "{count} more", entries.length - MAX_ENTRIES)}</button>`
    }
  </div>`;
}

/** @param {{entry: Entry}} props */
function MonthEntry({ entry }) {
  const event = entry.kind === "event";
  const { title, start } = entry;
  const kind = KINDS[entry.kind];
  const label =
    start === null
      ? t("{title}, any time, {kind}", { title, kind })
      : t("{title}, {time}, {kind}", { title, time: clock(start, twelve.value), kind });
  return html`<div
    class=${classes("month-entry hue", event ? "event" : "task", entry.status !== "pending" && "done", isFaint(entry) && "faint")}
    role="group"
    tabindex="-1"
    data-block=${entry.key}
    data-at=${`${entry.date} ${String(entry.start ?? 0).padStart(4, "0")}`}
    aria-label=${label}
    style=${hue(colourOf(entry))}
    onPointerDown=${(/** @type {PointerEvent} */ press) => !event && dragBlock(press, entry)}
    onContextMenu=${(/** @type {PointerEvent} */ press) => openMenu(press, entry)}
    onKeyDown=${(/** @type {KeyboardEvent} */ key) => blockKeys(key, entry.key)}
    onFocus=${() => {
      cursor.value = entry.key;
    }}
    onClick=${(/** @type {MouseEvent} */ click) => openEntry(entry, /** @type {Element} */ (click.currentTarget))}
  ><i class="dot"></i>
    ${entry.start !== null && html`<small>${clock(entry.start, twelve.value)}</small>`}<span>
    ${entry.title}</span></div>`;
}
