/**
 * Pure: converts the rule editor's choices to RFC 5545 text and back. Rules that the editor has no
 * fields for (BYSETPOS, several months…) keep their text in `custom`.
 */
import { t } from "#wd/core/i18n.js";
import { weekday } from "#wd/core/time.js";

/** @typedef {"DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY"} Freq */
/**
 * @typedef {object} Choices
 * @property {Freq} freq @property {number} interval
 * @property {number[]} weekdays 0 is Monday; weekly only
 * @property {"date" | "weekday" | "last"} monthly by date, by weekday of the month, or the last day
 * @property {string} until a day, or empty @property {number | null} count
 * @property {boolean} after whether the interval counts from completion
 * @property {string} custom the text of a rule that the fields cannot express
 */

const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/** Short names, Monday first; 1 January 2024 was a Monday. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7].map((day) => weekday(`2024-01-0${day}`));
const KNOWN = new Set(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"]);

/** @param {string} starts */
const dayOf = (starts) => Number(starts.slice(8));
/** @param {string} starts 0 is Monday */
const weekdayOf = (starts) => (new Date(`${starts}T12:00`).getDay() + 6) % 7;
/**
 * Return the day's ordinal among the same weekdays of its month; the fifth counts as the last.
 * @param {string} starts
 */
const ordinalOf = (starts) => {
  const nth = Math.ceil(dayOf(starts) / 7);
  return nth > 4 ? -1 : nth;
};

/** @param {string} starts @returns {Choices} */
export const daily = (starts) => ({
  freq: "DAILY",
  interval: 1,
  weekdays: [weekdayOf(starts)],
  monthly: "date",
  until: "",
  count: null,
  after: false,
  custom: "",
});

/** @param {Choices} choices @param {string} starts the first day */
export function toText(choices, starts) {
  if (choices.custom) return choices.custom;
  const parts = [`FREQ=${choices.freq}`];
  if (choices.interval > 1) parts.push(`INTERVAL=${choices.interval}`);
  if (!choices.after) parts.push(...days(choices, starts));
  if (choices.until) parts.push(`UNTIL=${choices.until.replaceAll("-", "")}`);
  else if (choices.count) parts.push(`COUNT=${choices.count}`);
  return parts.join(";");
}

/** @param {Choices} choices @param {string} starts */
function days({ freq, weekdays, monthly }, starts) {
  if (freq === "WEEKLY") {
    const chosen = weekdays.length ? weekdays : [weekdayOf(starts)];
    return [
      `BYDAY=${chosen
        .toSorted()
        .map((day) => CODES[day])
        .join(",")}`,
    ];
  }
  if (freq !== "MONTHLY") return [];
  if (monthly === "last") return ["BYMONTHDAY=-1"];
  if (monthly === "weekday") return [`BYDAY=${ordinalOf(starts)}${CODES[weekdayOf(starts)]}`];
  return [`BYMONTHDAY=${dayOf(starts)}`];
}

/** Describe the monthly choices for a first day. @param {string} starts */
export function monthlyLabels(starts) {
  const name = WEEKDAYS[weekdayOf(starts)];
  const ordinal = ordinalOf(starts);
  return {
    date: t("On day {day}", { day: dayOf(starts) }),
    weekday: [
      t("On the last {weekday}", { weekday: name }),
      t("On the first {weekday}", { weekday: name }),
      t("On the second {weekday}", { weekday: name }),
      t("On the third {weekday}", { weekday: name }),
      t("On the fourth {weekday}", { weekday: name }),
    ][Math.max(0, ordinal)],
    last: t("On the last day"),
  };
}

/** @param {{rrule: string, starts_on: string, kind: string}} series @returns {Choices} */
export function fromText({ rrule, starts_on, kind }) {
  const parts = Object.fromEntries(rrule.split(";").map((part) => part.split("=")));
  const until = parts.UNTIL ? /^(\d{4})(\d{2})(\d{2})/.exec(parts.UNTIL) : null;
  /** @type {Choices} */
  const choices = {
    ...daily(starts_on),
    freq: parts.FREQ,
    interval: Number(parts.INTERVAL ?? 1),
    until: until ? until.slice(1).join("-") : "",
    count: parts.COUNT ? Number(parts.COUNT) : null,
    after: kind === "after_completion",
    ...byParts(parts, starts_on),
  };
  const supported = Object.keys(parts).every((name) => KNOWN.has(name));
  return supported && matches(choices, parts, starts_on) ? choices : { ...choices, custom: rrule };
}

/** @param {Record<string, string>} parts @param {string} starts @returns {Partial<Choices>} */
function byParts({ FREQ, BYDAY, BYMONTHDAY }, starts) {
  if (FREQ === "WEEKLY" && BYDAY) {
    return { weekdays: BYDAY.split(",").map((code) => CODES.indexOf(code)) };
  }
  if (FREQ !== "MONTHLY") return {};
  if (BYMONTHDAY === "-1") return { monthly: "last" };
  if (BYDAY === `${ordinalOf(starts)}${CODES[weekdayOf(starts)]}`) return { monthly: "weekday" };
  return { monthly: "date" };
}

/**
 * Whether the choices express the whole rule.
 * @param {Choices} choices @param {Record<string, string>} parts @param {string} starts
 */
function matches(choices, { BYDAY, BYMONTHDAY }, starts) {
  const written = Object.fromEntries(days(choices, starts).map((part) => part.split("=")));
  const implied = choices.freq === "WEEKLY" && !BYDAY;
  const sameDays = implied || (BYDAY ?? "") === (written.BYDAY ?? "");
  const monthDay =
    BYMONTHDAY ?? (choices.freq === "MONTHLY" && !BYDAY ? String(dayOf(starts)) : "");
  return choices.after || (sameDays && monthDay === (written.BYMONTHDAY ?? ""));
}
