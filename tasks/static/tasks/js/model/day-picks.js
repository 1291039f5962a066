/** Pure: the days that menus and forms offer with one click. */
import { t } from "#wd/core/i18n.js";
import { addDays, weekOf } from "#wd/core/time.js";

/**
 * Next week means its first day.
 * @param {string} today @param {number} weekStart
 */
export const dayPicks = (today, weekStart) => [
  { name: t("Today"), icon: "sun", iso: today },
  { name: t("Tomorrow"), icon: "calendar-days", iso: addDays(today, 1) },
  { name: t("Next week"), icon: "calendar-range", iso: weekOf(addDays(today, 7), weekStart)[0] },
];
