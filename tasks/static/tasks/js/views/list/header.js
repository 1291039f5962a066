/** What day it is, and what the shown day holds against the hours one works. */
import { dayMonth, longDay, span, spoken } from "#wd/core/time.js";
import { classes, html } from "#wd/core/ui.js";
import { today } from "#wd/tasks/state/clock.js";
import { load, shownDays } from "#wd/tasks/state/derived.js";
import { day, view } from "#wd/tasks/state/page.js";
import { Offer, PlanButton } from "#wd/tasks/views/plan/plan-button.js";

/** A heading and what stands under it. */
function words() {
  const long = longDay(day.value);
  if (view.value === "week") {
    const [first, , , , , , last] = shownDays.value;
    const here = shownDays.value.includes(today.value);
    return { title: here ? "This week" : "Week", text: `${dayMonth(first)} – ${dayMonth(last)}` };
  }
  if (day.value === today.value) return { title: "Today", text: long };
  const [weekday] = long.split(" ");
  return { title: weekday, text: long.slice(weekday.length + 1) };
}

export function Header() {
  const { title, text } = words();
  return html`<header class="head">
    <div><h2>${title}</h2><p>${text}</p></div>
    <${Load} />
    <${PlanButton} />
  </header>
  <${Offer} />`;
}

function Load() {
  const { tasks, events, free, over, room } = load.value;
  const scale = Math.max(room, tasks + events, 1);
  const width = (/** @type {number} */ minutes) => ({ width: `${(minutes / scale) * 100}%` });
  const words = [`${spoken(tasks)} of tasks and ${spoken(events)} of events planned`];
  if (!room) words.push("no working hours");
  else words.push(over ? `${spoken(over)} more than the working hours` : `${spoken(free)} free`);
  return html`<div class=${classes("load", over && "over")} role="img"
    aria-label=${words.join(", ")}>
    <div class="bar"><i class="events" style=${width(events)}></i>
      <i class="tasks" style=${width(tasks)}></i></div>
    <p>
      <span><b>${span(tasks)}</b>tasks</span><i></i>
      <span><b>${span(events)}</b>events</span><i></i>
      ${
        !room
          ? html`<span>Day off</span>`
          : over
            ? html`<span class="too-much"><b>${span(over)}</b>over</span>`
            : html`<span><b>${span(free)}</b>free</span>`
      }
    </p>
  </div>`;
}
