/** The message of a list without tasks. */
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { domainFilter, energy } from "#wd/tasks/state/page.js";

function clearFilters() {
  domainFilter.value = null;
  energy.value = "focus";
}

export function Empty() {
  const filtered = domainFilter.value !== null || energy.value !== "focus";
  return html`<div role="row" class="empty"><div role="gridcell">
    <svg width="72" height="72" viewBox="0 0 72 72" aria-hidden="true">
      <path d="M14 20h44M14 36h30M14 52h18" /><circle cx="54" cy="46" r="11" />
        <path d="m49 46 4 4 7-8" />
    </svg>
    <b>${filtered ? t("No tasks match the filters") : t("Your list is empty")}</b>
    <p>${filtered ? t("Try another energy level or domain.") : t("Add the first thing on your mind.")}</p>
    ${
      filtered &&
      html`<button type="button" class="quiet"
      onClick=${clearFilters}>${t("Clear filters")}</button>`
    }
  </div></div>`;
}
