/** The days of the calendar on paper: an agenda with times and boxes to tick. */
import { t } from "#wd/core/i18n.js";
import { dayMonth, longDay } from "#wd/core/time.js";
import { classes, html, render } from "#wd/core/ui.js";
import { allDayBars, segmentsOn } from "#wd/tasks/model/calendar.js";
import { rangeLabel } from "#wd/tasks/model/wording.js";
import { days, domainsById, twelve, visibleDays } from "#wd/tasks/state/derived.js";

/** More days than a week are printed only where something is on them. */
const WEEK = 7;

/** Render the agenda while the page is being printed. */
export function watchPrinting() {
  const paper = document.createElement("div");
  paper.className = "print";
  addEventListener("beforeprint", () => {
    document.body.append(paper);
    render(html`<${Agenda} />`, paper);
  });
  addEventListener("afterprint", () => {
    render(null, paper);
    paper.remove();
  });
}

function Agenda() {
  const dates = visibleDays.peek();
  const all = dates.map(contentOf);
  const printed = dates.length > WEEK ? all.filter(({ lines }) => lines.length) : all;
  return html`<h1>${titleOf(dates)}</h1>
    <div class=${classes("print-days", printed.length > 1 && "several-days")}>${printed.map(
      ({ date, lines }) => html`<section key=${date}>
        ${dates.length > 1 && html`<h2>${longDay(date)}</h2>`}
        ${
          lines.length
            ? html`<ul>${lines.map((line) => html`<${Line} ...${line} />`)}</ul>`
            : html`<p>${t("Nothing planned")}</p>`
        }
      </section>`,
    )}</div>`;
}

/** @param {string[]} dates */
const titleOf = (dates) => {
  const last = /** @type {string} */ (dates.at(-1));
  const year = last.slice(0, 4);
  return dates.length === 1
    ? `${longDay(last)} ${year}`
    : `${dayMonth(dates[0])} – ${dayMonth(last)} ${year}`;
};

/** Return the entries of a day: those without a time first. @param {string} date */
function contentOf(date) {
  const untimed = allDayBars(days.peek(), [date]).map(({ entry }) => ({
    entry,
    time: t("Any time"),
  }));
  const timed = segmentsOn(days.peek(), date).map(({ entry, start, end }) => ({
    entry,
    time: rangeLabel(start, end, twelve.peek()),
  }));
  return { date, lines: [...untimed, ...timed] };
}

/** @param {{entry: Entry, time: string}} props */
function Line({ entry, time }) {
  const event = entry.kind === "event";
  const note = event ? entry.event?.location : domainsById.peek().get(entry.domain_id ?? 0)?.name;
  return html`<li class=${event ? "event" : "task"}>
    <span class="print-time">${time}</span>
    <i class=${classes("print-box", !event && entry.status !== "pending" && "ticked")}></i>
    <span>${entry.title}${note && html` <small>${note}</small>`}</span>
  </li>`;
}
