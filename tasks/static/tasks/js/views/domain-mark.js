/** The mark of a domain, the same everywhere: its emoji, or a dot in its colour. */
import { html } from "#wd/core/ui.js";

/** @param {{domain: Domain | null | undefined}} props inside an element with the domain's hue */
export const DomainMark = ({ domain }) =>
  domain?.icon
    ? html`<span class="emoji" aria-hidden="true">${domain.icon}</span>`
    : html`<i class="dot"></i>`;
