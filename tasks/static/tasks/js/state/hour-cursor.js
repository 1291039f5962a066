/** The hour that the arrow keys choose on the grid, where Enter adds a task. */
import { t } from "#wd/core/i18n.js";
import { addDays, clamp, DAY, longDay } from "#wd/core/time.js";
import { signal } from "#wd/core/ui.js";
import { segmentsOn } from "#wd/tasks/model/calendar.js";
import { gaps } from "#wd/tasks/model/capacity.js";
import { spokenRange } from "#wd/tasks/model/wording.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { days, hoursOf, twelve, visibleDays } from "#wd/tasks/state/derived.js";
import { announce } from "#wd/tasks/state/notice.js";
import { day } from "#wd/tasks/state/page.js";

/** Minutes of a new block, and of a step of the arrow keys. */
const LENGTH = 30;
const WORKDAY = 9 * 60;

/** @typedef {{date: string, start: number, end: number}} Range */

export const hourCursor = signal(/** @type {Range | null} */ (null));

/**
 * Return the half hour at a minute, or the free part of it.
 * @param {string} date @param {number} minute @returns {Range}
 */
export function rangeAt(date, minute) {
  const start = clamp(Math.floor(minute / LENGTH) * LENGTH, 0, DAY - LENGTH);
  const free = gaps(segmentsOn(days.peek(), date), start, start + LENGTH);
  const [from, to] = free.find(([a, b]) => a <= minute && minute < b) ?? [start, start + LENGTH];
  return { date, start: from, end: to };
}

/** Show the cursor where it was, or else now, or at the start of a working day. */
export function showHourCursor() {
  const [date] = visibleDays.peek();
  const isNow = visibleDays.peek().includes(nowDate.peek());
  const minute = isNow ? now.peek() : (hoursOf(date)[0]?.[0] ?? WORKDAY);
  if (!visibleDays.peek().includes(hourCursor.peek()?.date ?? ""))
    hourCursor.value = rangeAt(isNow ? nowDate.peek() : date, minute);
  announceCursor();
}

/** @param {string} key @returns {boolean} whether it is an arrow key */
export function moveHourCursor(key) {
  const half = { ArrowUp: -1, ArrowDown: 1 }[key];
  const across = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const at = hourCursor.peek();
  if (!at || !(half || across)) return false;
  const date = addDays(at.date, across ?? 0);
  const before = Math.floor(at.start / LENGTH) * LENGTH;
  hourCursor.value = rangeAt(date, clamp(before + (half ?? 0) * LENGTH, 0, DAY - LENGTH));
  if (!visibleDays.peek().includes(date)) day.value = date;
  announceCursor();
  return true;
}

function announceCursor() {
  if (!hourCursor.peek()) return;
  const { date, start, end } = /** @type {Range} */ (hourCursor.peek());
  const time = spokenRange(start, end, twelve.peek());
  announce(t("{day}, {time}", { day: longDay(date), time }));
}
