/** The header of the list: the day, its load compared with the working hours, and planning. */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { dayMonth, longDay, longDayMonth, longWeekday, span, spoken } from "#wd/core/time.js";
import { classes, html } from "#wd/core/ui.js";
import { today } from "#wd/tasks/state/clock.js";
import { domainsById, load, visibleDays } from "#wd/tasks/state/derived.js";
import { day, place } from "#wd/tasks/state/page.js";
import { pageTitle } from "#wd/tasks/state/route.js";
import { DomainMark } from "#wd/tasks/views/domain-mark.js";
import { lazy } from "#wd/tasks/views/lazy.js";
import { PlanButton, RepairOffer } from "#wd/tasks/views/plan/plan-button.js";

const CalendarProblems = lazy("CalendarProblems");

/** Return the heading and the line below it. */
function headings() {
  const { name, date, id = 0 } = place.value;
  const domain = name === "domain" ? domainsById.value.get(id) : undefined;
  if (name === "day" && date) return { title: longWeekday(date), text: longDayMonth(date) };
  if (name !== "week") return { title: pageTitle.value, text: longDay(day.value), domain };
  const [first, last] = [visibleDays.value[0], visibleDays.value.at(-1) ?? ""];
  const current = visibleDays.value.includes(today.value);
  const text = `${dayMonth(first)} – ${dayMonth(last)}`;
  return { title: current ? t("This week") : t("Week"), text };
}

export function Header() {
  const { title, text, domain } = headings();
  return html`<header class="head">
    <div><h2 class="hue" style=${hue(domain?.colour)}>
      ${domain && html`<${DomainMark} domain=${domain} />`}${title}</h2><p>${text}</p></div>
    <${Load} />
    <${PlanButton} />
  </header>
  <${RepairOffer} />
  <${CalendarProblems} />`;
}

/** The load in one sentence. */
function loadLabel() {
  const { tasks, events, free, over, working } = load.value;
  const values = { tasks: spoken(tasks), events: spoken(events) };
  if (!working) return t("{tasks} of tasks and {events} of events; no working hours", values);
  return over
    ? t("{tasks} of tasks and {events} of events; {excess} over your working hours", {
        ...values,
        excess: spoken(over),
      })
    : t("{tasks} of tasks and {events} of events; {free} free", { ...values, free: spoken(free) });
}

function Load() {
  const { tasks, events, free, over, working } = load.value;
  const scale = Math.max(working, tasks + events, 1);
  const width = (/** @type {number} */ minutes) => ({ width: `${(minutes / scale) * 100}%` });
  return html`<div class=${classes("load", over && "over")} role="img"
    aria-label=${loadLabel()}>
    <div class="bar"><i class="events" style=${width(events)}></i>
      <i class="tasks" style=${width(tasks)}></i></div>
    <p>
      <span><b>${span(tasks)}</b>${t("tasks")}</span><i></i>
      <span><b>${span(events)}</b>${t("events")}</span><i></i>
      ${
        !working
          ? html`<span>${t("Day off")}</span>`
          : over
            ? html`<span class="too-much"><b>${span(over)}</b>${t("over")}</span>`
            : html`<span><b>${span(free)}</b>${t("free")}</span>`
      }
    </p>
  </div>`;
}
