/**
 * The dynamic parts of the sidebar: domains to filter by, counts, and the connection.
 */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { MOD } from "#wd/tasks/keyboard.js";
import { activeDomains, openTaskCount, rows, thoughts } from "#wd/tasks/state/derived.js";
import { link } from "#wd/tasks/state/live.js";
import { domainFilter, page } from "#wd/tasks/state/page.js";

const LINKS = { live: t("In sync"), connecting: t("Connecting"), offline: t("Offline") };

/** @param {Domain} domain */
const openIn = (domain) => {
  const row = rows.value.find(({ key }) => key === `d${domain.id}`);
  return row?.kind === "group" ? row.count : "";
};

export const Domains = () => html`<h2 id="domains-title">${t("Domains")}</h2>
  <ul aria-labelledby="domains-title">
    ${activeDomains.value.map((domain) => {
      const on = domainFilter.value === domain.id;
      const toggle = () => {
        domainFilter.value = on ? null : domain.id;
      };
      return html`<li key=${domain.id}>
        <button type="button" aria-pressed=${String(on)} onClick=${toggle}>
        <i class="dot hue" style=${hue(domain.colour)}></i><span>${domain.name}</span><small>
          ${openIn(domain)}</small>
      </button></li>`;
    })}
  </ul>`;

/** Update the counts and the connection in the server-rendered frame. */
export function updateFrame() {
  const counts = { today: openTaskCount.value, thoughts: thoughts.value.length };
  for (const [name, count] of Object.entries(counts)) {
    const counter = document.querySelector(`[data-count="${name}"]`);
    if (counter) counter.textContent = count ? String(count) : "";
  }
  for (const element of document.querySelectorAll("[data-mod]")) element.textContent = `${MOD} K`;
  for (const element of document.querySelectorAll("[data-page]")) {
    const current = /** @type {HTMLElement} */ (element).dataset.page === page.value;
    if (current) element.setAttribute("aria-current", "page");
    else element.removeAttribute("aria-current");
  }
  for (const element of document.querySelectorAll("[data-link]")) {
    /** @type {HTMLElement} */ (element).dataset.link = link.value;
    element.textContent = LINKS[link.value];
  }
}
