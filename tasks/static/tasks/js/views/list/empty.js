/** A list without a task: nothing there, or nothing that matches. */
import { html } from "#wd/core/ui.js";
import { energy, only } from "#wd/tasks/state/page.js";

function clearFilter() {
  only.value = null;
  energy.value = "focus";
}

export function Empty() {
  const filtered = only.value !== null || energy.value !== "focus";
  return html`<div role="row" class="empty"><div role="gridcell">
    <svg width="72" height="72" viewBox="0 0 72 72" aria-hidden="true">
      <path d="M14 20h44M14 36h30M14 52h18" /><circle cx="54" cy="46" r="11" />
        <path d="m49 46 4 4 7-8" />
    </svg>
    <b>${filtered ? "No open task matches" : "A clear list"}</b>
    <p>${filtered ? "Another energy or another domain may show some." : "Add the first thing on your mind."}</p>
    ${
      filtered &&
      html`<button type="button" class="quiet"
      onClick=${clearFilter}>Clear the filter</button>`
    }
  </div></div>`;
}
