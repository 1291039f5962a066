/** Answering a proposal by keys, in its list and on the calendar alike. */
import { ownerOf } from "#wd/tasks/model/plan.js";
import { apply, discard, toggle } from "#wd/tasks/state/plan.js";
import { works } from "#wd/tasks/state/preferences.js";
import { askWhy } from "#wd/tasks/views/plan/explanation.js";

/** @param {KeyboardEvent} event */
export function proposalKeys(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.metaKey || event.ctrlKey || !handled(event.key, target)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {string} key @param {HTMLElement} target */
function handled(key, target) {
  const change = target.dataset.change;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (key === "Escape") discard();
  else if (key === "Enter" && !target.matches("button, summary")) apply();
  else if (key === "w" && change && works(key)) askWhy(change, target);
  else if (key === " " && change && target.matches(".block")) toggle(ownerOf(change));
  else if (step) walk(target, step);
  else return false;
  return true;
}

/** @param {HTMLElement} target @param {number} step */
function walk(target, step) {
  const home = target.closest(".proposal, .calendar");
  const all = /** @type {HTMLElement[]} */ ([...(home?.querySelectorAll("[data-change]") ?? [])]);
  const at = all.indexOf(target);
  all[at < 0 ? 0 : at + step]?.focus();
}
