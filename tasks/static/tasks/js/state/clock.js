/** The person's now and today, in their own zone whatever the zone of this machine. */
import { wallClock } from "#wd/core/time.js";
import { batch, signal } from "#wd/core/ui.js";
import { preferences } from "#wd/tasks/state/server.js";

export const today = signal("");
/** The calendar day that `now` is on; differs from today before the day's first hour. */
export const date = signal("");
/** Minutes from midnight. */
export const now = signal(0);

export function tick() {
  const { time_zone, day_start_hour } = preferences.peek();
  const wall = wallClock(new Date(), time_zone, day_start_hour);
  batch(() => {
    today.value = wall.today;
    date.value = wall.date;
    now.value = wall.minute;
  });
}

export function startClock() {
  tick();
  setInterval(tick, 15_000);
}
