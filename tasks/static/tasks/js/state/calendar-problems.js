/** Problems of connected calendars: read on first use, when events change, and regularly. */
import { send } from "#wd/core/api.js";
import { storedSignal } from "#wd/core/stored-signal.js";
import { computed, effect, signal } from "#wd/core/ui.js";
import { serverEvents } from "#wd/tasks/state/events.js";

const INTERVAL_MS = 5 * 60_000;

const problems = signal(/** @type {CalendarProblem[]} */ ([]));
/** Identify problems that the person has hidden, without their titles. */
const hidden = storedSignal("hidden-calendar-problems", /** @type {string[]} */ ([]));

/** The problems to show, the worst first. */
export const shownProblems = computed(() =>
  problems.value.filter((problem) => !hidden.value.includes(keyOf(problem))),
);
/** The problem in the dialog. */
export const openProblem = signal(/** @type {CalendarProblem | null} */ (null));

/** A problem that grows is a new one. @param {CalendarProblem} problem */
const keyOf = ({ kind, id, entries }) => `${kind} ${id} ${entries.length}`;

async function check() {
  if (document.hidden) return;
  try {
    problems.value = await send("GET", "/calendars/problems");
  } catch {
    return; // The next check tries again.
  }
  // A problem that was solved is shown if it comes back.
  const keys = new Set(problems.peek().map(keyOf));
  const current = hidden.peek().filter((key) => keys.has(key));
  if (current.length < hidden.peek().length) hidden.value = current;
}

/** @param {CalendarProblem} problem */
export function hideProblem(problem) {
  hidden.value = [...hidden.value, keyOf(problem)];
}

/** Read the calendars of an account now. @param {CalendarProblem} problem */
export const readNow = ({ id }) => send("POST", `/calendars/accounts/${id}/read`, {});

/** Delete the missing entries from Whendoist. @param {CalendarProblem} problem */
export async function confirmMissing({ id }) {
  const { deleted } = await send("POST", `/calendars/${id}/confirm`, {});
  await check();
  return deleted;
}

export function watchProblems() {
  const stop = effect(() => {
    serverEvents.value;
    check();
  });
  const timer = setInterval(check, INTERVAL_MS);
  return () => {
    stop();
    clearInterval(timer);
  };
}
