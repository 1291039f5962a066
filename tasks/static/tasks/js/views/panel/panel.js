/** One task with all its fields. */
import { html } from "#wd/core/ui.js";

/** @param {{entry: Entry}} props */
export const Panel = ({ entry }) => html`<aside class="panel" aria-label=${entry.title}></aside>`;
