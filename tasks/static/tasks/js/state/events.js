/** Events of connected calendars, as the server last copied them. */
import { newestOnly, send } from "#wd/core/api.js";
import { computed, signal } from "#wd/core/ui.js";
import { entryOfEvent } from "#wd/tasks/model/event.js";

/** As the server sent them. */
export const serverEvents = signal(/** @type {CalendarEvent[]} */ ([]));

/** By key. */
export const events = computed(
  () => new Map(serverEvents.value.map(entryOfEvent).map((entry) => [entry.key, entry])),
);

/** @param {CalendarEvent[]} rows of all loaded days */
export function setEvents(rows) {
  serverEvents.value = rows;
}

const beginRead = newestOnly();

/** @param {string} days such as ?first=2026-03-01&last=2026-03-31 */
export async function refreshEvents(days) {
  const isNewest = beginRead();
  try {
    const rows = await send("GET", `/events${days}`);
    if (isNewest()) setEvents(rows);
  } catch {
    // The next hint or visit loads them.
  }
}
