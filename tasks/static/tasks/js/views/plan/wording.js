/** Labels for the slots of a proposal. */
import { t, tn } from "#wd/core/i18n.js";
import { DAY, dayInSentence, dayLabel, minutesOf, spoken } from "#wd/core/time.js";
import { rangeLabel } from "#wd/tasks/model/wording.js";
import { today } from "#wd/tasks/state/clock.js";
import { twelve } from "#wd/tasks/state/derived.js";

/** "Tomorrow 9:00 – 9:45" @param {Chunk} chunk @param {string} known a day to leave out */
export function whenOf({ date, time, minutes }, known) {
  const start = minutesOf(time) ?? 0;
  const range = rangeLabel(start, start + minutes, twelve.value);
  return date === known
    ? range
    : t("{day} {time}", { day: dayLabel(date, today.value), time: range });
}

/** "2 days after its deadline" @param {number} minutes */
export const lateBy = (minutes) =>
  minutes < DAY
    ? t("{duration} after its deadline", { duration: spoken(minutes) })
    : tn(
        "{count} day after its deadline",
        "{count} days after its deadline",
        Math.round(minutes / DAY),
      );

/** "was Thu 14:00 – 15:00" @param {Chunk} chunk @param {string} known a day to leave out */
export function wasAt({ date, time: from, minutes }, known) {
  const start = minutesOf(from) ?? 0;
  const time = rangeLabel(start, start + minutes, twelve.value);
  if (date === known) return t("was {time}", { time });
  return t("was {day} {time}", { day: dayInSentence(date, today.value), time });
}
