/** Events of connected calendars: a copy of the server's copy; no page waits for a calendar. */
import { newestOnly, send } from "#wd/core/api.js";
import { computed, signal } from "#wd/core/ui.js";
import { entryOfEvent } from "#wd/tasks/model/event.js";

const told = signal(/** @type {CalendarEvent[]} */ ([]));

/** By key. */
export const events = computed(
  () => new Map(told.value.map(entryOfEvent).map((entry) => [entry.key, entry])),
);

/** @param {CalendarEvent[]} rows of all the days that are here */
export function setEvents(rows) {
  told.value = rows;
}

const beginRead = newestOnly();

/** @param {string} days such as ?first=2026-03-01&last=2026-03-31 */
export async function refreshEvents(days) {
  const isNewest = beginRead();
  try {
    const rows = await send("GET", `/events${days}`);
    if (isNewest()) setEvents(rows);
  } catch {
    // The next hint, or the next visit, brings them.
  }
}
