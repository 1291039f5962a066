/**
 * The dynamic parts of the sidebar: links to domains and labels, counts, and the connection.
 */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { html, Icon, useRef, useState } from "#wd/core/ui.js";
import { MOD } from "#wd/tasks/keyboard.js";
import { today } from "#wd/tasks/state/clock.js";
import { activeDomains, openByDomain, openTaskCount, thoughts } from "#wd/tasks/state/derived.js";
import { link } from "#wd/tasks/state/live.js";
import { place } from "#wd/tasks/state/page.js";
import { pathOf } from "#wd/tasks/state/route.js";
import { labels } from "#wd/tasks/state/server.js";
import { DomainMark } from "#wd/tasks/views/domain-mark.js";
import { lazy } from "#wd/tasks/views/lazy.js";

const LINKS = { live: t("In sync"), connecting: t("Connecting"), offline: t("Offline") };
const NewDomain = lazy("NewDomain");

/** The links to the pages of domains and labels. */
export function Lists() {
  const rows = [...labels.value.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  return html`<${DomainsHead} />
  <ul aria-label=${t("Domains")}>
    ${activeDomains.value.map(
      (domain) => html`<${PlaceLink} key=${domain.id} to=${{ name: "domain", id: domain.id }}
        name=${domain.name} colour=${domain.colour} count=${openByDomain.value.get(domain.id)}>
        <${DomainMark} domain=${domain} />
        ${!domain.icon && html`<b class="initial" aria-hidden="true">${initial(domain.name)}</b>`}
      <//>`,
    )}
  </ul>
  ${
    rows.length > 0 &&
    html`<div class="side-head"><h2>${t("Labels")}</h2></div>
    <ul aria-label=${t("Labels")}>
      ${rows.map(
        ({ id, name }) => html`<${PlaceLink} key=${id} to=${{ name: "label", id }} name=${name}>
          <${Icon} name="tag" size=${14} /><b class="initial" aria-hidden="true">${initial(name)}</b>
        <//>`,
      )}
    </ul>`
  }`;
}

/** @param {string} name */
const initial = (name) => [...name][0].toUpperCase();

/** @param {{to: Place, name: string, colour?: string, count?: number, children?: any}} props */
function PlaceLink({ to, name, colour, count, children }) {
  const path = pathOf(to);
  const current = path === pathOf(place.value);
  return html`<li><a href=${path} data-place title=${name} class="hue" style=${hue(colour)}
    aria-current=${current ? "page" : undefined}><span class="place-mark">${children}</span>
    <span>${name}</span><small>${count || ""}</small></a></li>`;
}

/** The heading of the domains, with the form that adds one. */
function DomainsHead() {
  const anchor = useRef(null);
  const [open, setOpen] = useState(false);
  return html`<div class="side-head"><h2>${t("Domains")}</h2>
    <button type="button" class="icon-button" ref=${anchor} aria-label=${t("Add a domain")}
      aria-haspopup="dialog" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <${Icon} name="plus" size=${14} /></button></div>
    ${open && html`<${NewDomain} anchor=${anchor.current} onClose=${() => setOpen(false)} />`}`;
}

/** The entry of the sidebar for the current page: a day belongs to Today or Upcoming. */
function currentEntry() {
  const { name, date = "" } = place.value;
  if (name !== "day") return name;
  return date > today.value ? "upcoming" : "today";
}

/** Update the counts and the connection in the server-rendered frame. */
export function updateFrame() {
  const counts = { today: openTaskCount.value, thoughts: thoughts.value.length };
  for (const [name, count] of Object.entries(counts)) {
    for (const counter of document.querySelectorAll(`[data-count="${name}"]`))
      counter.textContent = count ? String(count) : "";
  }
  for (const element of document.querySelectorAll("[data-mod]")) element.textContent = `${MOD} K`;
  const entry = currentEntry();
  for (const element of document.querySelectorAll("[data-page]")) {
    const current = /** @type {HTMLElement} */ (element).dataset.page === entry;
    if (current) element.setAttribute("aria-current", "page");
    else element.removeAttribute("aria-current");
  }
  for (const element of document.querySelectorAll("[data-link]")) {
    /** @type {HTMLElement} */ (element).dataset.link = link.value;
    element.textContent = LINKS[link.value];
  }
}
