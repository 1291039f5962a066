import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { byStartingDay, segmentsOn } from "#wd/tasks/model/calendar.js";
import {
  chunksOf,
  entries,
  entryOfTask,
  isPromise,
  keepFields,
  progressOf,
} from "#wd/tasks/model/entry.js";
import {
  changesOf,
  ghostsOf,
  overlayOfProposal,
  slotKey,
  vacatedSlotsOf,
} from "#wd/tasks/model/plan.js";
import { byId, task } from "./rows.js";
import { nextRequest, requests } from "./server.js";

globalThis.addEventListener = () => {};
globalThis.history = /** @type {any} */ ({ pushState() {} });
const { boot, tasks } = await import("#wd/tasks/state/server.js");
const planner = await import("#wd/tasks/state/plan.js");
const { entryAt } = await import("#wd/tasks/state/derived.js");
const { place } = await import("#wd/tasks/state/actions.js");
const { toast } = await import("#wd/tasks/state/notice.js");

const DAY = "2026-11-24";
const at = (/** @type {string} */ time, minutes = 60, date = DAY) => ({ date, time, minutes });

/** @param {string} key @param {Partial<PlanBlock>} fields @returns {PlanBlock} */
const block = (key, fields) => ({
  key,
  task_id: Number.parseInt(key.slice(1), 10),
  instance_id: null,
  title: key,
  ...at("09:00"),
  state: "added",
  was: null,
  pinned: false,
  late_minutes: 0,
  ...fields,
});

/** @param {Partial<Proposal>} fields @returns {Proposal} */
const proposed = (fields) => ({
  id: 7,
  kind: "day",
  first: `${DAY}T09:00`,
  last: `${DAY}T17:00`,
  title: "Plan for Tuesday 24 November",
  sentence: "2 tasks placed.",
  sentences: ["2 tasks placed."],
  conflicts: [],
  blocks: [],
  removed: [],
  left_out: [],
  partial: [],
  all_day: [],
  chances: [],
  ...fields,
});

const moved = block("t1", { state: "moved", was: at("08:00"), ...at("11:00") });
const split = [block("t2.1", at("09:00", 45)), block("t2.2", at("14:00", 30))];
const removedBlock = { ...block("t3", {}), was: at("16:00") };
const plan = proposed({
  blocks: [block("t9", { state: "kept" }), moved, ...split],
  removed: [removedBlock],
});

test("the chunks of a task are one change, and unchanged blocks are none", () => {
  assert.deepEqual(
    changesOf(plan).map(({ key, state, parts }) => [key, state, parts.length]),
    [
      ["t1", "moved", 1],
      ["t2", "added", 2],
      ["t3", "removed", 1],
    ],
  );
});

test("a task with an added and a removed chunk counts as moved", () => {
  const removed = [{ ...block("t2.3", {}), was: at("16:00") }];
  const [change] = changesOf(proposed({ blocks: split, removed }));
  assert.deepEqual([change.state, change.parts.length], ["moved", 3]);
});

test("moved and removed tasks vacate their slots unless rejected", () => {
  const vacated = (/** @type {string[]} */ ...rejected) =>
    vacatedSlotsOf(changesOf(plan), new Set(rejected));
  assert.ok(vacated().has(slotKey("t1", DAY, "08:00:00")));
  assert.ok(vacated().has(slotKey("t3", DAY, "16:00")));
  assert.ok(!vacated("t1").has(slotKey("t1", DAY, "08:00")));
  assert.ok(!vacated().has(slotKey("t9", DAY, "09:00")));
});

test("proposed blocks are on the calendar as entries of their tasks", () => {
  const rows = byId([task({ id: 1, title: "Report" }), task({ id: 2 })]);
  const ghosts = byStartingDay(ghostsOf(plan, entries(rows, new Map())));
  const segments = segmentsOn(ghosts, DAY).map(({ key, start, end }) => [key, start, end]);
  assert.deepEqual(segments, [
    ["t2.1.new", 540, 585],
    ["t1.new", 660, 720],
    ["t2.2.new", 840, 870],
  ]);
});

test("the overlay of a proposal contains the slots and chunks of accepted tasks", () => {
  const { tasks } = overlayOfProposal(plan, new Set(["t2"]));
  assert.deepEqual(
    [...(tasks ?? [])],
    [
      [
        2,
        {
          scheduled_date: DAY,
          scheduled_time: "09:00",
          chunks: [at("09:00", 45), at("14:00", 30)],
        },
      ],
    ],
  );
});

/** @type {Task} */
let row;

beforeEach(() => {
  requests.length = 0;
  row = task({ id: 1, scheduled_date: DAY, scheduled_time: "08:00:00", duration: 60 });
  const rows = { tasks: [row, task({ id: 2 })], instances: [], domains: [], labels: [] };
  boot(/** @type {any} */ ({ rev: 1, ...rows, preferences: {} }));
  planner.proposal.value = plan;
  planner.rejected.value = new Set();
});

test("planning a range requests a plan and shows the proposal", async () => {
  planner.planRange({ date: DAY, start: 1380, end: 1440 });
  const request = await nextRequest();
  assert.deepEqual(request.body, { kind: "day", first: `${DAY}T23:00`, last: "2026-11-25T00:00" });
  assert.ok(planner.planning.value);
  await request.respond(proposed({ id: 8 }), 201);
  assert.equal(planner.proposal.value?.id, 8);
  assert.ok(!planner.planning.value);
});

test("a failed plan shows the error and a retry button", async () => {
  planner.proposal.value = null;
  planner.planDay();
  await (await nextRequest()).respond({ title: "There is no room at all." }, 422);
  assert.deepEqual(
    [toast.value?.text, toast.value?.label],
    ["There is no room at all.", "Try again"],
  );
  assert.equal(planner.proposal.value, null);
});

test("what an explanation adds to a request is kept when planning again", async () => {
  planner.planDay();
  await (await nextRequest()).respond(proposed({}));
  const hours = [`${DAY}T17:00`, `${DAY}T18:30`];
  planner.planWith({ extra_hours: [hours] });
  const longer = await nextRequest();
  assert.deepEqual(longer.body, { kind: "day", extra_hours: [hours] });
  await longer.respond(proposed({}));
  planner.planWith({ extra_hours: [hours], around: [5] });
  const both = await nextRequest();
  assert.deepEqual(both.body, { kind: "day", extra_hours: [hours, hours], around: [5] });
  await both.respond(plan);
});

test("applying a proposal is visible before the server responds", async () => {
  planner.apply();
  assert.equal(planner.proposal.value, null);
  assert.equal(tasks.value.get(1)?.scheduled_time, "11:00");
  const request = await nextRequest();
  assert.deepEqual([request.path, request.body], ["/plans/7/apply", { accept: null }]);
  await request.respond({ activity: 4 });
});

test("applying a part of a proposal sends the accepted keys", async () => {
  planner.toggle("t2");
  planner.apply();
  const request = await nextRequest();
  assert.deepEqual(request.body, { accept: ["t1", "t3"] });
  await request.respond({ activity: 4 });
});

test("applying an outdated proposal shows the new proposal with the error", async () => {
  planner.apply();
  const body = { title: "The plan is not up to date.", proposal: proposed({ id: 8 }) };
  await (await nextRequest()).respond(body, 409);
  assert.equal(planner.proposal.value?.id, 8);
  assert.equal(planner.applyError.value, "The plan is not up to date.");
  assert.equal(tasks.value.get(1)?.scheduled_time, "08:00:00");
});

test("a part that does not fit shows the proposal again with its rejections", async () => {
  planner.toggle("t2");
  planner.apply();
  await (await nextRequest()).respond({ title: "It would overlap." }, 422);
  assert.equal(planner.proposal.value, plan);
  assert.deepEqual([...planner.rejected.value], ["t2"]);
  assert.equal(planner.applyError.value, "It would overlap.");
});

test("a discarded proposal can be restored", () => {
  planner.discard();
  assert.equal(planner.proposal.value, null);
  toast.value?.action?.();
  assert.equal(planner.proposal.value, plan);
});

test("moving a chunk leaves the other chunks in place", async () => {
  const chunks = [at("09:00", 45), at("14:00", 30)];
  boot(
    /** @type {any} */ ({
      tasks: [{ ...row, scheduled_time: "09:00:00", chunks }],
      instances: [],
      domains: [],
      labels: [],
      preferences: {},
    }),
  );
  const first = /** @type {Entry} */ (entryAt("t1.1"));
  place(first, { date: DAY, start: 15 * 60, end: 16 * 60 });
  const { body } = await nextRequest();
  assert.deepEqual(body.chunks, [at("14:00", 30), at("15:00", 60)]);
  assert.equal(body.scheduled_time, undefined);
});

test("a chunk is kept or released alone, a whole task by its own field", () => {
  const chunks = [at("09:00"), { ...at("14:00"), by: /** @type {PlacedBy} */ ("person") }];
  const [accepted, moved] = chunksOf(
    entryOfTask(task({ placed_by: "plan", scheduled_date: DAY, scheduled_time: "09:00", chunks })),
  );
  assert.deepEqual([isPromise(accepted), isPromise(moved)], [false, true]);
  assert.deepEqual(keepFields(moved, false), { chunks: [chunks[0], { ...chunks[1], by: "plan" }] });
  assert.deepEqual(keepFields(entryOfTask(task()), true), { placed_by: "person" });
});

test("a part of a task has its own length and says how much is left", () => {
  const part = task({
    title: "Thesis",
    duration: 180,
    scheduled_date: DAY,
    scheduled_time: "09:00",
    chunks: [at("09:00", 95)],
  });
  const [entry] = chunksOf(entryOfTask(part));
  assert.deepEqual([entry.title, entry.minutes, entry.chunk], ["Thesis", 95, 0]);
  assert.deepEqual(progressOf(part), { planned: 95, left: 85 });
  assert.deepEqual(progressOf(task({ duration: 60 })), { planned: 0, left: 0 });
});

test("the overlay of a proposal keeps the length of a part", () => {
  const blocks = [block("t5", at("09:00", 95))];
  const partial = [{ ...blocks[0], meant: false, sentence: "" }];
  const { tasks } = overlayOfProposal(proposed({ blocks, partial }), new Set(["t5"]));
  assert.deepEqual(
    [...(tasks ?? [])],
    [[5, { scheduled_date: DAY, scheduled_time: "09:00", chunks: [at("09:00", 95)] }]],
  );
});
