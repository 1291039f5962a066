/** Pure: events of connected calendars as entries, which render as blocks and cannot be moved. */
import { t } from "#wd/core/i18n.js";
import { DAY, daysBetween, minutesOf } from "#wd/core/time.js";

/** @param {CalendarEvent} event @returns {Entry} */
export function entryOfEvent(event) {
  const { starts_on: first, ends_on: next, begins } = event;
  return /** @type {Entry} */ (
    /** @type {unknown} */ ({
      key: `e${event.id}`,
      kind: "event",
      id: event.id,
      event,
      instance: null,
      title: event.title || t("Busy"),
      domain_id: null,
      minutes: event.minutes ?? DAY,
      date: first ?? begins?.slice(0, 10),
      start: minutesOf(begins?.slice(11) ?? null),
      days: first && next ? daysBetween(next, first) : 1,
      status: "pending",
      free: event.free,
    })
  );
}
