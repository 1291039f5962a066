/** Keys of a proposal, in its list and on the calendar. */
import { ownerOf } from "#wd/tasks/model/plan.js";
import { apply, discard, toggle } from "#wd/tasks/state/plan.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";
import { explain } from "#wd/tasks/views/plan/explanation.js";

/** @param {KeyboardEvent} event */
export function proposalKeys(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.metaKey || event.ctrlKey || !handle(event.key, target)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {string} key @param {HTMLElement} target */
function handle(key, target) {
  const change = target.dataset.change;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (key === "Escape") discard();
  else if (key === "Enter" && !target.matches("button, summary")) apply();
  else if (key === "w" && change && isKeyEnabled(key)) explain(change, target);
  else if (key === " " && change && target.matches(".block")) toggle(ownerOf(change));
  else if (step) moveFocus(target, step);
  else return false;
  return true;
}

/** @param {HTMLElement} target @param {number} step */
function moveFocus(target, step) {
  const container = target.closest(".proposal, .calendar");
  const all = /** @type {HTMLElement[]} */ ([
    ...(container?.querySelectorAll("[data-change]") ?? []),
  ]);
  const at = all.indexOf(target);
  all[at < 0 ? 0 : at + step]?.focus();
}
