/** Proposals of the planner: request, show, apply as a whole or in part, discard. */

import { Problem, send, Unreachable } from "#wd/core/api.js";
import { t, tn } from "#wd/core/i18n.js";
import { addDays, clamp, DAY, timeOf } from "#wd/core/time.js";
import { batch, computed, signal } from "#wd/core/ui.js";
import { byStartingDay } from "#wd/tasks/model/calendar.js";
import { changesOf, ghostsOf, overlayOfProposal, vacatedSlotsOf } from "#wd/tasks/model/plan.js";
import { complete } from "#wd/tasks/state/actions.js";
import { change } from "#wd/tasks/state/changes.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { entries, visibleDays } from "#wd/tasks/state/derived.js";
import { announce, notify } from "#wd/tasks/state/notice.js";
import { day, openKey, page, pane, view } from "#wd/tasks/state/page.js";
import { go } from "#wd/tasks/state/route.js";

export const proposal = signal(/** @type {Proposal | null} */ (null));
/** Keys of the changes that the person rejected. */
export const rejected = signal(/** @type {Set<string>} */ (new Set()));
/** Why the server did not apply the proposal. */
export const applyError = signal("");
export const planning = signal(false);
/** The key of the change to highlight, in the list and on the calendar. */
export const highlightedKey = signal("");

export const changes = computed(() => (proposal.value ? changesOf(proposal.value) : []));
export const accepted = computed(() =>
  changes.value.map(({ key }) => key).filter((key) => !rejected.value.has(key)),
);
/** The proposed blocks by the day on which they start. */
export const ghosts = computed(() =>
  byStartingDay(proposal.value ? ghostsOf(proposal.value, entries.value) : []),
);
/** The slots that the proposal empties. */
export const vacated = computed(() => vacatedSlotsOf(changes.value, rejected.value));

/** @type {PlanRequest} */
let lastRequest = { kind: "day" };
/** @type {AbortController | undefined} */
let controller;

/** @param {PlanRequest} request */
export async function plan(request) {
  controller?.abort();
  controller = new AbortController();
  const { signal: aborting } = controller;
  lastRequest = request;
  planning.value = true;
  try {
    show(await send("POST", "/plans", request, { signal: aborting }));
  } catch (error) {
    if (!aborting.aborted)
      notifyFailure(error instanceof Unreachable, /** @type {Error} */ (error).message);
  } finally {
    if (!aborting.aborted) planning.value = false;
  }
}

/** @param {boolean} unreachable @param {string} message */
function notifyFailure(unreachable, message) {
  const text = unreachable
    ? t("You're offline. Planning needs a connection to the server.")
    : message;
  notify(text, t("Try again"), () => plan(lastRequest));
}

export function stopPlanning() {
  controller?.abort();
  planning.value = false;
}

/** @param {Proposal} next @param {string} [error] why it replaces another one */
function show(next, error = "") {
  batch(() => {
    proposal.value = next;
    rejected.value = new Set();
    applyError.value = error;
    openKey.value = null;
    if (["thoughts", "trash"].includes(page.peek())) go("today");
    pane.value = "calendar";
    if (view.peek() === "month") view.value = "week";
    const [first] = next.first.split("T");
    if (!visibleDays.peek().includes(first)) day.value = first;
  });
  announce(`${next.title}. ${next.sentence}`);
}

export const planDay = () => plan({ kind: "day" });
/** Plan again without the rejected changes. */
export const planAgain = () => plan({ ...lastRequest, without: [...rejected.peek()] });
/** Plan again with additions to the lists of the request. @param {Record<string, any>} lists */
export const planWith = (lists) => {
  /** @type {Record<string, any>} */
  const request = { ...lastRequest };
  for (const [name, list] of Object.entries(lists))
    request[name] = [...(request[name] ?? []), ...list];
  return plan(/** @type {PlanRequest} */ (request));
};
/** Why a block is here or a task doesn't fit. @param {string} key @returns {Promise<Explanation>} */
export const explanationOf = (key) => send("GET", `/plans/${proposal.peek()?.id}/why/${key}`);
/** @param {number} minutes */
export const planLate = (minutes) => plan({ kind: "late", late_minutes: minutes });
export const takeRestOfDayOff = () => plan({ kind: "late", rest_of_day: true });
export const repair = () => plan({ kind: "repair" });

/** Complete the task in progress, and pull what follows forward. */
export async function finishEarly() {
  const running = [...entries.peek().values()].filter(
    ({ date, start, minutes, task }) =>
      date === nowDate.peek() &&
      start !== null &&
      clamp(now.peek(), start, start + minutes - 1) === now.peek() &&
      !task.chunks?.length,
  );
  await complete(running);
  return plan({ kind: "early" });
}

export function planWeek() {
  if (page.peek() !== "week") go("week");
  return plan({ kind: "week" });
}

/** @param {string} date @param {number} minute up to midnight */
const localTime = (date, minute) => `${minute < DAY ? date : addDays(date, 1)}T${timeOf(minute)}`;

/** @param {{date: string, start: number, end: number}} range */
export const planRange = ({ date, start, end }) =>
  plan({ kind: "day", first: localTime(date, start), last: localTime(date, end) });

/** @param {string} key of a change */
export function toggle(key) {
  const now = new Set(rejected.value);
  if (!now.delete(key)) now.add(key);
  rejected.value = now;
}

/** Accept all changes, or reject all if all are accepted. */
export function toggleAll() {
  rejected.value = new Set(rejected.value.size ? [] : changes.value.map(({ key }) => key));
}

export function discard() {
  const discarded = proposal.peek();
  proposal.value = null;
  notify(t("Proposal discarded"), t("Restore"), () => {
    proposal.value = discarded;
  });
}

/** Apply the accepted changes, with one undo. */
export function apply() {
  const current = proposal.peek();
  const keys = accepted.peek();
  if (!current || !keys.length) return;
  const accept = rejected.peek().size ? keys : null;
  proposal.value = null;
  const request = () =>
    send("POST", `/plans/${current.id}/apply`, { accept }).catch((error) => {
      restore(current, error);
      throw error;
    });
  const text = tn("Planned {count} task", "Planned {count} tasks", keys.length);
  change(overlayOfProposal(current, new Set(keys)), request, { text });
}

/** Show the server's new proposal, or else the previous one again. @param {Proposal} previous @param {any} error */
function restore(previous, error) {
  const fresh = error instanceof Problem && error.proposal;
  if (fresh) return show(fresh, error.message);
  proposal.value = previous;
  applyError.value = error.message;
}
