/**
 * Pure: days are "2026-11-24", times of day are minutes from midnight. No zone, except in
 * wallClock.
 */

export const DAY = 1440;

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {number} minutes */
export const snap = (minutes, step = 15) => Math.round(minutes / step) * step;

/** @param {Date} date its local day */
const isoOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** Noon of a day, so that no clock change moves it to a neighbour. @param {string} iso */
export function dateOf(iso) {
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
 * The same day of another month, or that month's last.
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

/** Days from b to a. @param {string} a @param {string} b */
export const daysBetween = (a, b) =>
  Math.round((dateOf(a).getTime() - dateOf(b).getTime()) / 864e5);

/** 0 is Monday, as in Python and in our API. @param {string} iso */
export const weekdayIndex = (iso) => (dateOf(iso).getDay() + 6) % 7;

/** @param {string} first @param {number} count */
export const daysFrom = (first, count) =>
  Array.from({ length: count }, (_, i) => addDays(first, i));

/** @param {string} iso @param {number} weekStart 0 is Monday */
export const weekOf = (iso, weekStart) =>
  daysFrom(addDays(iso, -((weekdayIndex(iso) - weekStart + 7) % 7)), 7);

/** The weeks that a month touches. @param {string} iso @param {number} weekStart */
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

/** A time of day for people. @param {number} minutes @param {boolean} [twelve] */
export function clock(minutes, twelve = false) {
  const hours = Math.floor(minutes / 60) % 24;
  if (!twelve) return `${hours}:${two(minutes % 60)}`;
  const rest = minutes % 60 ? `:${two(minutes % 60)}` : "";
  return `${hours % 12 || 12}${rest} ${hours < 12 ? "am" : "pm"}`;
}

/** 90 → "1h 30m". @param {number | null | undefined} minutes */
export function span(minutes) {
  if (minutes == null) return "";
  const hours = Math.floor(minutes / 60);
  return (
    [hours && `${hours}h`, minutes % 60 && `${minutes % 60}m`].filter(Boolean).join(" ") || "0m"
  );
}

/** 90 → "1 hour 30 minutes". @param {number} minutes */
export function spoken(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const words = [hours && `${hours} hour${hours > 1 ? "s" : ""}`];
  words.push(rest && `${rest} minute${rest > 1 ? "s" : ""}`);
  return words.filter(Boolean).join(" ") || "0 minutes";
}

/** "1h 30m", "90", "1:30" → 90; nothing readable → null. @param {string} text */
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
 * Formatters are slow to make, so each is made once.
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(options) {
  const key = JSON.stringify(options);
  formats[key] ??= new Intl.DateTimeFormat("en-GB", options);
  return formats[key];
}

/** "Tue" @param {string} iso */
export const weekday = (iso) => format({ weekday: "short" }).format(dateOf(iso));
/** "24 Nov" @param {string} iso */
export const dayMonth = (iso) => format({ day: "numeric", month: "short" }).format(dateOf(iso));
/** "Tuesday 24 November" @param {string} iso */
export const longDay = (iso) =>
  format({ weekday: "long", day: "numeric", month: "long" }).format(dateOf(iso)).replace(",", "");
/** "November 2026" @param {string} iso */
export const monthYear = (iso) => format({ month: "long", year: "numeric" }).format(dateOf(iso));

/** Short wording of a day as seen from today. @param {string} iso @param {string} today */
export function dayLabel(iso, today) {
  const days = daysBetween(iso, today);
  if (days === -1) return "Yesterday";
  if (days === 0) return "Today";
  if (days === 1) return "Tomorrow";
  if (days > 1 && days < 7) return weekday(iso);
  return iso.slice(0, 4) === today.slice(0, 4)
    ? dayMonth(iso)
    : `${dayMonth(iso)} ${iso.slice(0, 4)}`;
}

/** @type {Record<string, string>} */
const zones = {};

/**
 * The zone itself, or UTC where this browser does not know it: it may be older than the zone.
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
 * What the clock on the wall of a zone shows at an instant. Work before `dayStart` o'clock still
 * counts as the day before.
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
