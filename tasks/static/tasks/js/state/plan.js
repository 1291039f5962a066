/** Proposals of the planner: asked for, shown, taken over in whole or in part, dropped. */
import { Problem, send, Unreachable } from "#wd/core/api.js";
import { addDays, DAY, timeOf } from "#wd/core/time.js";
import { batch, computed, signal } from "#wd/core/ui.js";
import { byStartingDay } from "#wd/tasks/model/calendar.js";
import { changesOf, drawingOf, ghostsOf, leavingOf } from "#wd/tasks/model/plan.js";
import { counted } from "#wd/tasks/model/wording.js";
import { change } from "#wd/tasks/state/changes.js";
import { entries, shownDays } from "#wd/tasks/state/derived.js";
import { notify, say } from "#wd/tasks/state/notice.js";
import { day, opened, page, pane, view } from "#wd/tasks/state/page.js";
import { go } from "#wd/tasks/state/route.js";

export const proposal = signal(/** @type {Proposal | null} */ (null));
/** Keys of the changes that are not wanted. */
export const rejected = signal(/** @type {Set<string>} */ (new Set()));
/** Why the last attempt to apply was refused. */
export const refusal = signal("");
export const planning = signal(false);
/** The change pointed at, in the list or on the calendar. */
export const lit = signal("");

export const changes = computed(() => (proposal.value ? changesOf(proposal.value) : []));
export const accepted = computed(() =>
  changes.value.map(({ key }) => key).filter((key) => !rejected.value.has(key)),
);
/** The proposed blocks by the day they begin on. */
export const ghosts = computed(() =>
  byStartingDay(proposal.value ? ghostsOf(proposal.value, entries.value) : []),
);
/** The places that would be left. */
export const leaving = computed(() => leavingOf(changes.value, rejected.value));

/** @type {PlanRequest} */
let asked = { kind: "day" };
/** @type {AbortController | undefined} */
let asking;

/** @param {PlanRequest} request */
export async function plan(request) {
  asking?.abort();
  asking = new AbortController();
  const { signal: stop } = asking;
  asked = request;
  planning.value = true;
  try {
    present(await send("POST", "/plans", request, { signal: stop }));
  } catch (error) {
    if (!stop.aborted) excuse(error instanceof Unreachable, /** @type {Error} */ (error).message);
  } finally {
    if (!stop.aborted) planning.value = false;
  }
}

/** @param {boolean} unreachable @param {string} message */
function excuse(unreachable, message) {
  const text = unreachable ? "Planning needs the server, and it is out of reach." : message;
  notify(text, "Try again", () => plan(asked));
}

export function stopPlanning() {
  asking?.abort();
  planning.value = false;
}

/** @param {Proposal} next @param {string} [why] it replaces another */
function present(next, why = "") {
  batch(() => {
    proposal.value = next;
    rejected.value = new Set();
    refusal.value = why;
    opened.value = null;
    if (page.peek() === "thoughts") go("today");
    pane.value = "calendar";
    if (view.peek() === "month") view.value = "week";
    const [first] = next.first.split("T");
    if (!shownDays.peek().includes(first)) day.value = first;
  });
  say(`${next.title}. ${next.sentence}`);
}

export const planDay = () => plan({ kind: "day" });
/** The same with other wishes, without what is rejected now. */
export const planAgain = () => plan({ ...asked, without: [...rejected.peek()] });
/** @param {number} minutes */
export const runLate = (minutes) => plan({ kind: "push", late_minutes: minutes });
export const takeOff = () => plan({ kind: "push", rest_of_day: true });
export const repair = () => plan({ kind: "repair" });

export function planWeek() {
  if (page.peek() !== "week") go("week");
  return plan({ kind: "week" });
}

/** @param {string} date @param {number} minute up to midnight */
const wall = (date, minute) => `${minute < DAY ? date : addDays(date, 1)}T${timeOf(minute)}`;

/** @param {{date: string, start: number, end: number}} range */
export const planRange = ({ date, start, end }) =>
  plan({ kind: "day", first: wall(date, start), last: wall(date, end) });

/** @param {string} key of a change */
export function toggle(key) {
  const now = new Set(rejected.value);
  if (!now.delete(key)) now.add(key);
  rejected.value = now;
}

/** All, or none when all are accepted. */
export function toggleAll() {
  rejected.value = new Set(rejected.value.size ? [] : changes.value.map(({ key }) => key));
}

export function discard() {
  const dropped = proposal.peek();
  proposal.value = null;
  notify("The proposal is discarded", "Show again", () => {
    proposal.value = dropped;
  });
}

/** Take over what is accepted: one change, one undo. */
export function apply() {
  const now = proposal.peek();
  const keys = accepted.peek();
  if (!now || !keys.length) return;
  const accept = rejected.peek().size ? keys : null;
  proposal.value = null;
  const ask = () =>
    send("POST", `/plans/${now.id}/apply`, { accept }).catch((error) => {
      comeBack(now, error);
      throw error;
    });
  change(drawingOf(now, new Set(keys)), ask, { text: `Planned ${counted(keys.length, "task")}` });
}

/** The world has changed, or the accepted part does not fit. @param {Proposal} old @param {any} error */
function comeBack(old, error) {
  const fresh = error instanceof Problem && error.proposal;
  if (fresh) return present(fresh, error.message);
  proposal.value = old;
  refusal.value = error.message;
}
