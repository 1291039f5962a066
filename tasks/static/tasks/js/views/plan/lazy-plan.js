/** Loads the proposal and its blocks on first use. */
import { html } from "#wd/core/ui.js";
import { planning, proposal } from "#wd/tasks/state/plan.js";
import { lazy } from "#wd/tasks/views/lazy.js";

export const Ghost = lazy("Ghost");
const Proposal = lazy("Proposal");

export const Plan = () => (proposal.value || planning.value) && html`<${Proposal} />`;
