/** Impact as one to four filled bars. */
import { html } from "#wd/core/ui.js";

/** @param {{impact: number}} props */
export const ImpactBars = ({ impact }) =>
  html`<i class="bars" data-impact=${impact} aria-hidden="true"></i>`;
