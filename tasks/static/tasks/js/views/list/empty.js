/** The message of a list without tasks: one look and place for every page. */
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { energy, page } from "#wd/tasks/state/page.js";
import { go } from "#wd/tasks/state/route.js";

/** @typedef {{title: string, text: string, label?: string, run?: () => void, day?: boolean}} Message */

/** @type {Partial<Record<Place["name"], Message>>} */
const MESSAGES = {
  today: {
    title: t("Nothing planned for today"),
    text: t("Add a task, or choose one from your list."),
    label: t("Show all tasks"),
    run: () => go("all"),
    day: true,
  },
  upcoming: {
    title: t("Nothing coming up"),
    text: t("Tasks with a later day or deadline appear here."),
  },
  domain: { title: t("No tasks in this domain"), text: t("Add the first one above.") },
  label: {
    title: t("No tasks with this label"),
    text: t("Type @ and its name when you add a task."),
  },
  day: { title: t("Nothing on this day"), text: t("Add a task to it above."), day: true },
};
/** @type {Message} */
const ALL = { title: t("Your list is empty"), text: t("Add the first thing on your mind.") };
/** @type {Message} */
const FILTERED = {
  title: t("No tasks match the filters"),
  text: t("Try another energy level."),
  label: t("Clear filters"),
  run: () => {
    energy.value = "focus";
  },
};

export function Empty() {
  const message = energy.value === "focus" ? (MESSAGES[page.value] ?? ALL) : FILTERED;
  return html`<div role="row"><div role="gridcell"><${EmptyState} ...${message} /></div></div>`;
}

/** @param {Message & {path?: string}} props */
export const EmptyState = ({
  title,
  text,
  label,
  run,
  day,
  path = LIST,
}) => html`<div class="empty">
  <svg width="72" height="72" viewBox="0 0 72 72" aria-hidden="true"><path d=${path} /></svg>
  <b>${title}</b><p>${text}</p>
  ${label && html`<button type="button" class="quiet" onClick=${run}>${label}</button>`}
  ${day && html`<a class="quiet" href="/settings/calendars/help/">${t("Connect a calendar")}</a>`}
</div>`;

const LIST = "M14 20h44M14 36h30M14 52h18M65 46a11 11 0 1 1-22 0a11 11 0 1 1 22 0M49 46l4 4 7-8";
