/**
 * Pure: days are "2026-11-24", times of day are minutes from midnight. Only wallClock knows zones.
 */
import { locale, t, tn } from "#wd/core/i18n.js";

export const DAY = 1440;

/** Distance of the lines that times snap to. */
export const STEP = 15;

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {number} minutes */
export const snap = (minutes) => Math.round(minutes / STEP) * STEP;

/** @param {Date} date its local day */
const isoOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** Return noon of a day, which no clock change moves to another day. @param {string} iso */
function dateOf(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return new Date(year, month - 1, day, 12);
}

/** @param {string} iso @param {number} days */
export function addDays(iso, days) {
  const date = dateOf(iso);
  date.setDate(date.getDate() + days);
  return isoOf(date);
}

/**
 * Return the same day of another month, or that month's last day.
 * @param {string} iso @param {number} months
 */
export function addMonths(iso, months) {
  const date = dateOf(iso);
  const day = date.getDate();
  date.setDate(1);
  date.setMonth(date.getMonth() + months);
  const last = new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate();
  date.setDate(Math.min(day, last));
  return isoOf(date);
}

/** Return the days from b to a. @param {string} a @param {string} b */
export const daysBetween = (a, b) =>
  Math.round((dateOf(a).getTime() - dateOf(b).getTime()) / 864e5);

/** Return the weekday; 0 is Monday, as in Python and in our API. @param {string} iso */
export const weekdayIndex = (iso) => (dateOf(iso).getDay() + 6) % 7;

/** @param {string} first @param {number} count */
export const daysFrom = (first, count) =>
  Array.from({ length: count }, (_, i) => addDays(first, i));

/** @param {string} iso @param {number} weekStart 0 is Monday */
export const weekOf = (iso, weekStart) =>
  daysFrom(addDays(iso, -((weekdayIndex(iso) - weekStart + 7) % 7)), 7);

/** Return the weeks that contain a day of the month. @param {string} iso @param {number} weekStart */
export function weeksOfMonth(iso, weekStart) {
  const month = iso.slice(0, 7);
  const weeks = [weekOf(`${month}-01`, weekStart)];
  for (let next = addDays(weeks[0][6], 1); next.startsWith(month); next = addDays(next, 7)) {
    weeks.push(daysFrom(next, 7));
  }
  return weeks;
}

/** "08:30:00" → 510. @param {string | null | undefined} time @returns {number | null} */
export function minutesOf(time) {
  if (!time) return null;
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** 510 → "08:30". @param {number | null} minutes */
export const timeOf = (minutes) =>
  minutes === null ? null : `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;

/** Format a time of day: "14:05" or "2:05 pm". @param {number} minutes @param {boolean} [twelve] */
export function clock(minutes, twelve = false) {
  const hours = Math.floor(minutes / 60) % 24;
  if (!twelve) return `${hours}:${two(minutes % 60)}`;
  const rest = minutes % 60 ? `:${two(minutes % 60)}` : "";
  const time = `${hours % 12 || 12}${rest}`;
  return hours < 12 ? t("{time} am", { time }) : t("{time} pm", { time });
}

/**
 * 90 → "1h 30m". Translations keep "h" and "m": parseSpan reads them.
 * @param {number | null | undefined} duration in minutes
 */
export function span(duration) {
  if (duration == null) return "";
  const hours = Math.floor(duration / 60);
  const minutes = duration % 60;
  if (!hours) return t("{minutes}m", { minutes });
  return minutes ? t("{hours}h {minutes}m", { hours, minutes }) : t("{hours}h", { hours });
}

/** 90 → "1 hour 30 minutes". @param {number} duration in minutes */
export function spoken(duration) {
  const hours = tn("{count} hour", "{count} hours", Math.floor(duration / 60));
  const minutes = tn("{count} minute", "{count} minutes", duration % 60);
  if (duration < 60) return minutes;
  return duration % 60 ? t("{hours} {minutes}", { hours, minutes }) : hours;
}

/** "1h 30m", "90", "1:30" → 90; anything else → null. @param {string} text */
export function parseSpan(text) {
  const plain = text.trim().toLowerCase();
  const colon = /^(\d{1,2}):(\d{2})$/.exec(plain);
  if (colon) return Number(colon[1]) * 60 + Number(colon[2]);
  const parts = /^(?:(\d+(?:\.\d+)?)\s*h[a-z]*)?\s*(?:(\d+)\s*m?[a-z]*)?$/.exec(plain);
  if (!parts || !(parts[1] || parts[2])) return null;
  return Math.round(Number(parts[1] ?? 0) * 60) + Number(parts[2] ?? 0);
}

/** @type {Record<string, Intl.DateTimeFormat>} */
const formats = {};

/**
 * Return a formatter from the cache: creating one is slow.
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(options) {
  const key = JSON.stringify(options);
  formats[key] ??= new Intl.DateTimeFormat(locale, options);
  return formats[key];
}

/** "Tue" @param {string} iso */
export const weekday = (iso) => format({ weekday: "short" }).format(dateOf(iso));
/** "24 Nov" @param {string} iso */
export const dayMonth = (iso) => format({ day: "numeric", month: "short" }).format(dateOf(iso));
/** "Tuesday" @param {string} iso */
export const longWeekday = (iso) => format({ weekday: "long" }).format(dateOf(iso));
/** "24 November" @param {string} iso */
export const longDayMonth = (iso) => format({ day: "numeric", month: "long" }).format(dateOf(iso));
/** "Tuesday 24 November" @param {string} iso */
export const longDay = (iso) =>
  format({ weekday: "long", day: "numeric", month: "long" }).format(dateOf(iso)).replace(",", "");
/** "November 2026" @param {string} iso */
export const monthYear = (iso) => format({ month: "long", year: "numeric" }).format(dateOf(iso));

/** Return the shortest name of a day as seen from today. @param {string} iso @param {string} today */
export function dayLabel(iso, today) {
  const days = daysBetween(iso, today);
  if (days === -1) return t("Yesterday");
  if (days === 0) return t("Today");
  if (days === 1) return t("Tomorrow");
  if (days > 1 && days < 7) return weekday(iso);
  return iso.slice(0, 4) === today.slice(0, 4)
    ? dayMonth(iso)
    : `${dayMonth(iso)} ${iso.slice(0, 4)}`;
}

/**
 * A day as fields show it, which quick add reads back: "Fri 4 Dec", "Fri Dec 4", or with its year if
 * it has passed or is in another one.
 * @param {string} iso @param {string} today @param {boolean} [monthFirst]
 */
export function fieldDay(iso, today, monthFirst = false) {
  const month = format({ month: "short" }).format(dateOf(iso));
  const day = monthFirst ? `${month} ${Number(iso.slice(8))}` : dayMonth(iso);
  const year = iso < today || iso.slice(0, 4) !== today.slice(0, 4) ? ` ${iso.slice(0, 4)}` : "";
  return `${weekday(iso)} ${day}${year}`;
}

/** A time as fields show it: "09:00", never "9:00", or "9:00 am". @param {number} minutes @param {boolean} [twelve] */
export function fieldClock(minutes, twelve = false) {
  if (!twelve) return timeOf(minutes) ?? "";
  const hours = Math.floor(minutes / 60);
  return `${hours % 12 || 12}:${two(minutes % 60)} ${hours < 12 ? "am" : "pm"}`;
}

/** The name of a day inside a sentence: "today". @param {string} iso @param {string} today */
export function dayInSentence(iso, today) {
  const days = daysBetween(iso, today);
  if (days === -1) return t("yesterday");
  if (days === 0) return t("today");
  return days === 1 ? t("tomorrow") : dayLabel(iso, today);
}

/** @type {Record<string, string>} */
const zones = {};

/**
 * Return the zone, or UTC if this browser is older than the zone.
 * @param {string} zone
 */
function knownZone(zone) {
  try {
    zones[zone] ??= format({ timeZone: zone }) && zone;
  } catch {
    zones[zone] = "UTC";
  }
  return zones[zone];
}

/**
 * Return the local date and minute in a zone at an instant. Before the hour `dayStart`, `today` is
 * still the previous day.
 * @param {Date} instant @param {string} zone @returns {{date: string, today: string, minute: number}}
 */
export function wallClock(instant, zone, dayStart = 0) {
  const parts = format({
    timeZone: knownZone(zone),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const date = `${part.year}-${part.month}-${part.day}`;
  const minute = Number(part.hour) * 60 + Number(part.minute);
  return { date, minute, today: minute < dayStart * 60 ? addDays(date, -1) : date };
}
