/** Where proposals appear. */
import { html } from "#wd/core/ui.js";
import { planning, proposal } from "#wd/tasks/state/plan.js";
import { later } from "#wd/tasks/views/lazy.js";

export const Ghost = later("Ghost");
const Proposal = later("Proposal");

export const Plan = () => (proposal.value || planning.value) && html`<${Proposal} />`;
