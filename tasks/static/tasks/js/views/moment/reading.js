/** What the text of a date or time field means: the server reads it like quick add. */
import { send, Unreachable } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { fieldClock, fieldDay, minutesOf } from "#wd/core/time.js";
import { useEffect, useLayoutEffect, useRef, useState } from "#wd/core/ui.js";
import { today } from "#wd/tasks/state/clock.js";
import { preferences } from "#wd/tasks/state/server.js";

const PAUSE_MS = 90;
const ISO = /^(\d{4}-\d\d-\d\d)?(?:[ T]?(\d\d:\d\d))?$/;

/** @typedef {"both" | "day" | "time"} MomentKind */
/** @typedef {{date: string | null, time: string | null}} Value a time is "09:00" */
/** @typedef {Value & {label: string, problem: string, suggestions: string[]}} MomentReading */

/**
 * Return a value as the field shows it, which the server reads back: "Fri 4 Dec, 09:00".
 * @param {Value} value
 */
export function momentText({ date, time }) {
  const { twelve_hour_clock, month_first } = preferences.value;
  const clock = time ? fieldClock(minutesOf(time) ?? 0, twelve_hour_clock) : "";
  if (!date) return clock;
  const day = fieldDay(date, today.value, month_first);
  return clock ? `${day}, ${clock}` : day;
}

/** Read dates and times such as 2026-12-04 09:00 without the server. @param {string} text @returns {MomentReading} */
function readOffline(text) {
  const [, date, time] = ISO.exec(text.trim()) ?? [];
  const value = { date: date ?? null, time: time ?? null };
  const problem = t("You're offline. Type a date like 2026-12-04 or a time like 09:00.");
  return date || time
    ? { ...value, label: momentText(value), problem: "", suggestions: [] }
    : { date: null, time: null, label: "", problem, suggestions: [] };
}

/**
 * @param {string} text @param {MomentKind} kind @param {string | null} day of a time without a day
 * @returns {Promise<MomentReading>}
 */
async function request(text, kind, day) {
  try {
    const reading = await send("POST", "/quickadd/moment", { text, kind, day });
    return { ...reading, time: reading.time?.slice(0, 5) ?? null };
  } catch (error) {
    if (error instanceof Unreachable) return readOffline(text);
    const problem = /** @type {Error} */ (error).message;
    return { date: null, time: null, label: "", problem, suggestions: [] };
  }
}

/** Readings that fields wait for before they save. @type {Set<Promise<unknown>>} */
const saving = new Set();

/** Save once a field has read its text. @template T @param {Promise<T>} action @returns {Promise<T>} */
export function saveLater(action) {
  saving.add(action);
  return action.finally(() => saving.delete(action));
}

/** Wait until every field that the person has left is saved. */
export const fieldsSaved = () => Promise.all(saving);

/** @typedef {ReturnType<typeof useMoment>} Moment */

/**
 * The state of a field: its text, and what it means. `read` resolves to the value of the text, or to
 * null while it has none.
 * @param {{date?: string | null, time?: string | null, kind?: MomentKind, required?: boolean}} value
 */
export function useMoment({ date = null, time = null, kind = "both", required = false }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const saved = momentText({ date, time });
  const [text, setText] = useState(saved);
  const [reading, setReading] = useState(/** @type {MomentReading | null} */ (null));
  const latest = useRef({ text: "", answer: /** @type {Promise<MomentReading> | null} */ (null) });
  const put = (/** @type {string} */ next) => {
    setText(next);
    setReading(null);
  };
  // Changes from elsewhere wait while the person types.
  useLayoutEffect(() => {
    if (input.current !== document.activeElement) put(saved);
  }, [saved]);
  const answer = (/** @type {string} */ typed) => {
    if (latest.current.text !== typed || !latest.current.answer)
      latest.current = { text: typed, answer: request(typed, kind, date) };
    return /** @type {Promise<MomentReading>} */ (latest.current.answer);
  };
  const read = async () => {
    const typed = input.current?.value ?? text;
    if (typed === saved) return { date, time };
    if (!typed.trim() && !required) return { date: null, time: null };
    const next = await answer(typed);
    setReading(next);
    return next.problem ? null : { date: next.date, time: next.time };
  };
  useEffect(() => {
    if (text === saved || !text.trim()) return setReading(null);
    let fresh = true;
    const show = (/** @type {MomentReading} */ next) => fresh && setReading(next);
    const timer = setTimeout(() => answer(text).then(show), PAUSE_MS);
    return () => {
      fresh = false;
      clearTimeout(timer);
    };
  }, [text, saved]);
  return { input, text, saved, reading, put, setText, read, required };
}
