/** Pure: events of connected calendars as entries, drawn like blocks and never moved. */
import { DAY, daysBetween, minutesOf } from "#wd/core/time.js";

/** @param {CalendarEvent} event @returns {Entry} */
export function entryOfEvent(event) {
  const { starts_on: first, ends_on: after, begins } = event;
  return /** @type {Entry} */ (
    /** @type {unknown} */ ({
      key: `e${event.id}`,
      kind: "event",
      id: event.id,
      event,
      instance: null,
      title: event.title || "Busy",
      domain_id: null,
      minutes: event.minutes ?? DAY,
      date: first ?? begins?.slice(0, 10),
      start: minutesOf(begins?.slice(11) ?? null),
      days: first && after ? daysBetween(after, first) : 1,
      status: "pending",
      free: event.free,
    })
  );
}
