/** Problems of connected calendars: one calm line below the header, and a dialog with details. */
import { t, tn } from "#wd/core/i18n.js";
import { html, Icon, useEffect, useState } from "#wd/core/ui.js";
import {
  confirmMissing,
  hideProblem,
  openProblem,
  readNow,
  shownProblems,
  watchProblems,
} from "#wd/tasks/state/calendar-problems.js";
import { attempt, notify } from "#wd/tasks/state/notice.js";
import { dialog } from "#wd/tasks/state/page.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

export function CalendarProblems() {
  const [expanded, setExpanded] = useState(false);
  useEffect(watchProblems, []);
  const [first, ...rest] = shownProblems.value;
  if (!first) return null;
  return html`<div class="calendar-problems" role="status">
    <${Problem} key=${first.sentence} problem=${first} />
    ${expanded && rest.map((problem) => html`<${Problem} key=${problem.sentence} problem=${problem} />`)}
    ${
      rest.length > 0 &&
      html`<button type="button" class="text-button more" aria-expanded=${String(expanded)}
        onClick=${() => setExpanded(!expanded)}>
        ${expanded ? t("Show less") : tn("{count} more problem", "{count} more problems", rest.length)}</button>`
    }
  </div>`;
}

/** @param {{problem: CalendarProblem}} props */
const Problem = ({ problem }) => html`<div class="offer">
  <${Icon} name="calendar-off" size=${14} /><span>${problem.sentence}</span>
  <${Remedy} problem=${problem} />
  <button type="button" class="icon-button" aria-label=${t("Hide")} onClick=${() => hideProblem(problem)}>
    <${Icon} name="x" size=${14} /></button>
</div>`;

/** @param {{problem: CalendarProblem}} props */
function Remedy({ problem }) {
  const { kind, label, url } = problem;
  if (url) return html`<a class="text-button" href=${url}>${label}</a>`;
  const act = kind === "stale" ? () => read(problem) : () => open(problem);
  return html`<button type="button" class="text-button" onClick=${act}>${label}</button>`;
}

/** @param {CalendarProblem} problem */
function open(problem) {
  openProblem.value = problem;
  dialog.value = "calendar-problem";
}

/** @param {CalendarProblem} problem */
const read = (problem) =>
  attempt(async () => {
    await readNow(problem);
    notify(t("Reading the calendars…"));
  });

/** @param {CalendarProblem} problem */
const confirm = (problem) =>
  attempt(async () => {
    closeDialog();
    const count = await confirmMissing(problem);
    notify(
      tn("{count} event deleted from Whendoist", "{count} events deleted from Whendoist", count),
    );
  });

export function CalendarProblemDialog() {
  const problem = openProblem.value;
  if (!problem) return null;
  return html`<${Dialog} label=${t("Calendar entries")} kind="calendar-problem">
    <h2>${t("Calendar entries")}</h2>
    <p>${problem.sentence}</p>
    <ul>${problem.entries.map(
      ({ title, detail }, i) =>
        html`<li key=${i}><b>${title || t("(no title)")}</b> <small>${detail}</small></li>`,
    )}</ul>
    <footer>
      ${
        problem.kind === "held" &&
        html`<button type="button" class="quiet framed danger" onClick=${() => confirm(problem)}>
          ${t("Delete them from Whendoist")}</button>`
      }
      <button type="button" class="quiet framed" data-first onClick=${closeDialog}>
        ${problem.kind === "held" ? t("Keep them for now") : t("Close")}</button>
    </footer>
  <//>`;
}
