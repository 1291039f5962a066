/**
 * Pure: the rule editor's choices as RFC 5545 text and back. What it has no control for (BYSETPOS,
 * several months…) is kept as it is written: `custom`.
 */

/** @typedef {"DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY"} Freq */
/**
 * @typedef {object} Choices
 * @property {Freq} freq @property {number} interval
 * @property {number[]} weekdays 0 is Monday; weekly only
 * @property {"date" | "weekday" | "last"} monthly by day of the month, by weekday of it, or its last day
 * @property {string} until a day, or empty @property {number | null} count
 * @property {boolean} after counts from completion
 * @property {string} custom the text when it is not one of ours
 */

const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const ORDINALS = ["first", "second", "third", "fourth", "last"];
const KNOWN = new Set(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"]);

/** @param {string} starts */
const dayOf = (starts) => Number(starts.slice(8));
/** @param {string} starts 0 is Monday */
const weekdayOf = (starts) => (new Date(`${starts}T12:00`).getDay() + 6) % 7;
/**
 * Which of its weekday in the month a day is; the fifth counts as the last.
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

/** What monthly choices mean for a first day, in words. @param {string} starts */
export function monthlyWords(starts) {
  const ordinal = ordinalOf(starts);
  const nth = ORDINALS[ordinal < 0 ? 4 : ordinal - 1];
  return {
    date: `On day ${dayOf(starts)}`,
    weekday: `On the ${nth} ${WEEKDAYS[weekdayOf(starts)]}`,
    last: "On the last day",
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
  const ours = Object.keys(parts).every((name) => KNOWN.has(name));
  return ours && matches(choices, parts, starts_on) ? choices : { ...choices, custom: rrule };
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
 * Whether the choices say all that the text says.
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
