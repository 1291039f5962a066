/** An all-day event that takes time from a plan, and a button to plan as if it took none. */
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { planWith } from "#wd/tasks/state/plan.js";

/** @param {{event: AllDayEvent}} props */
export const AllDay = ({ event }) => html`<div><p>${event.sentence}</p>
  ${
    !event.ignored &&
    html`<button type="button" class="text-button" onClick=${() => planWith({ around: [event.event_id] })}>
      ${t("Plan around it")}</button>`
  }</div>`;
