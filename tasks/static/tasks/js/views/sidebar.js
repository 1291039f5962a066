/**
 * The part of the sidebar that follows the tasks: domains to filter by, counts, the state of the
 * link.
 */
import { hue } from "#wd/core/colour.js";
import { html } from "#wd/core/ui.js";
import { MOD } from "#wd/tasks/keyboard.js";
import { activeDomains, openCount, rows, thoughts } from "#wd/tasks/state/derived.js";
import { link } from "#wd/tasks/state/live.js";
import { only, page } from "#wd/tasks/state/page.js";

const LINKS = { live: "In sync", connecting: "Connecting", offline: "Offline" };

/** @param {Domain} domain */
const openIn = (domain) => {
  const row = rows.value.find(({ key }) => key === `d${domain.id}`);
  return row?.kind === "group" ? row.count : "";
};

export const Domains = () => html`<h2 id="domains-title">Domains</h2>
  <ul aria-labelledby="domains-title">
    ${activeDomains.value.map((domain) => {
      const on = only.value === domain.id;
      const toggle = () => {
        only.value = on ? null : domain.id;
      };
      return html`<li key=${domain.id}>
        <button type="button" aria-pressed=${String(on)} onClick=${toggle}>
        <i class="dot hue" style=${hue(domain.colour)}></i><span>${domain.name}</span><small>
          ${openIn(domain)}</small>
      </button></li>`;
    })}
  </ul>`;

/** Show counts and state in the frame that the server drew. */
export function showInFrame() {
  const counts = { today: openCount.value, thoughts: thoughts.value.length };
  for (const [name, count] of Object.entries(counts)) {
    const place = document.querySelector(`[data-count="${name}"]`);
    if (place) place.textContent = count ? String(count) : "";
  }
  for (const element of document.querySelectorAll("[data-mod]")) element.textContent = `${MOD} K`;
  for (const element of document.querySelectorAll("[data-page]")) {
    const here = /** @type {HTMLElement} */ (element).dataset.page === page.value;
    if (here) element.setAttribute("aria-current", "page");
    else element.removeAttribute("aria-current");
  }
  for (const element of document.querySelectorAll("[data-link]")) {
    /** @type {HTMLElement} */ (element).dataset.link = link.value;
    element.textContent = LINKS[link.value];
  }
}
