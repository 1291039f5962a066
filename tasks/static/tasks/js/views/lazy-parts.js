/** Parts that the first render does not need. One file compresses better than several. */
export { CalendarProblems } from "#wd/tasks/views/calendar-problems.js";
export { EventCard } from "#wd/tasks/views/event-card.js";
export { NewDomain } from "#wd/tasks/views/new-domain.js";
export { Dialogs } from "#wd/tasks/views/overlay/dialogs.js";
export { Panel } from "#wd/tasks/views/panel/panel.js";
export { Ghost } from "#wd/tasks/views/plan/ghost.js";
export { Proposal } from "#wd/tasks/views/plan/proposal.js";
export { PlanRange } from "#wd/tasks/views/plan/range-form.js";
export { watchPrinting } from "#wd/tasks/views/print/agenda.js";
export { PromiseCheck } from "#wd/tasks/views/promise.js";
export { Thoughts } from "#wd/tasks/views/thoughts/thoughts.js";
export { Trash } from "#wd/tasks/views/trash/trash.js";
