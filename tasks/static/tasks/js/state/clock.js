/** The current time and day in the person's time zone. */
import { wallClock } from "#wd/core/time.js";
import { batch, signal } from "#wd/core/ui.js";
import { preferences } from "#wd/tasks/state/server.js";

export const today = signal("");
/** The calendar day of `now`; differs from `today` before the hour at which the day starts. */
export const date = signal("");
/** Minutes from midnight. */
export const now = signal(0);
/** Milliseconds since 1970, a few times a minute. */
export const instant = signal(Date.now());

export function tick() {
  const { time_zone, day_start_hour } = preferences.peek();
  const local = wallClock(new Date(), time_zone, day_start_hour);
  batch(() => {
    today.value = local.today;
    date.value = local.date;
    now.value = local.minute;
    instant.value = Date.now();
  });
}

export function startClock() {
  tick();
  setInterval(tick, 15_000);
}
