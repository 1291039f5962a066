import assert from "node:assert/strict";
import { test } from "node:test";
import { nextRequest } from "./server.js";

const { hideProblem, shownProblems, watchProblems } = await import(
  "#wd/tasks/state/calendar-problems.js"
);

/** @type {CalendarProblem} */
const SIGNED_OUT = { kind: "signed_out", id: 1, sentence: "", label: "", url: "", entries: [] };

/** Read the problems once. @param {CalendarProblem[]} problems */
async function read(problems) {
  const stop = watchProblems();
  await (await nextRequest()).respond(problems);
  stop();
}

test("a hidden problem stays hidden until it is solved, and is shown when it comes back", async () => {
  await read([SIGNED_OUT]);
  hideProblem(SIGNED_OUT);
  await read([SIGNED_OUT]);
  assert.deepEqual(shownProblems.value, []);
  await read([]);
  await read([SIGNED_OUT]);
  assert.deepEqual(shownProblems.value, [SIGNED_OUT]);
});
