import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { byId, DAILY, instance, task } from "./rows.js";
import { nextRequest, rejectOpen, requests } from "./server.js";

const { boot, tasks, rev } = await import("#wd/tasks/state/server.js");
const { complete, patch, place, schedule, unschedule } = await import("#wd/tasks/state/actions.js");
const { redo, undo } = await import("#wd/tasks/state/changes.js");
const { mergeAck } = await import("#wd/tasks/state/live.js");
const { entryAt } = await import("#wd/tasks/state/derived.js");
const { toast } = await import("#wd/tasks/state/notice.js");

/** @type {Task} */
let row;
/** @type {Task} */
let other;
/** @type {Instance} */
let day;

beforeEach(async () => {
  await rejectOpen();
  row = task({
    title: "Rent",
    scheduled_date: "2026-11-24",
    scheduled_time: "09:00:00",
    duration: 30,
  });
  other = task({ title: "Call", duration: 45 });
  const series = task({ series: DAILY });
  day = instance({ task_id: series.id, scheduled_date: "2026-11-24", scheduled_time: "08:00:00" });
  boot(
    /** @type {any} */ ({
      rev: 1,
      tasks: [row, other, series],
      instances: [day],
      domains: [],
      labels: [],
      preferences: {},
    }),
  );
});

const now = () => /** @type {Task} */ (tasks.value.get(row.id));
const entry = () => /** @type {Entry} */ (entryAt(`t${row.id}`));

/** @param {Partial<Task>} fields @param {number} revision */
const patched = (fields, revision) => ({
  rev: revision,
  since: revision - 1,
  activity: revision,
  tasks: [{ ...row, ...fields }],
});

test("a change is visible before the server responds", async () => {
  complete([entry()]);
  assert.equal(now().status, "completed");
  const request = await nextRequest();
  assert.equal(request.path, `/tasks/${row.id}/complete`);
  assert.equal(request.headers["X-CSRFToken"], "abc");
});

test("a rejected change is rolled back and the error is shown", async () => {
  patch(entry(), { title: "" });
  await (await nextRequest()).respond({ title: "A title is 1 to 500 characters." }, 422);
  assert.equal(now().title, "Rent");
  assert.equal(toast.value?.text, "A title is 1 to 500 characters.");
});

test("a conflict shows the current row", async () => {
  patch(entry(), { title: "Mine" });
  await (await nextRequest()).respond(
    { title: "It was changed.", current: { ...row, title: "Theirs", version: 4 } },
    409,
  );
  assert.equal(now().title, "Theirs");
});

test("a second change to a row waits for the first and sends its version", async () => {
  patch(entry(), { impact: 1 });
  patch(entry(), { impact: 2 });
  assert.equal(now().impact, 2);
  const first = await nextRequest();
  assert.equal(requests.length, 0);
  await first.respond(patched({ impact: 1, version: 2 }, 2));
  const second = await nextRequest();
  assert.deepEqual([second.body.impact, second.body.version], [2, 2]);
});

test("a rejected change leaves a later change of another field visible", async () => {
  patch(entry(), { impact: 1 });
  patch(entry(), { duration: 60 });
  await (await nextRequest()).respond({ title: "No." }, 422);
  assert.deepEqual([now().impact, now().duration], [4, 60]);
});

test("undo restores the fields at once and sends the undo request", async () => {
  place(entry(), { date: "2026-11-24", start: 600, end: 690 });
  const sent = await nextRequest();
  await sent.respond(patched({ scheduled_time: "10:00:00", duration: 90, version: 2 }, 2));
  const key = sent.headers["Idempotency-Key"];
  undo();
  assert.deepEqual([now().scheduled_time, now().duration], ["09:00:00", 30]);
  const { path, body } = await nextRequest();
  assert.deepEqual([path, body], ["/activity/undo", { request_key: key }]);
});

test("redo repeats an undone change", async () => {
  complete([entry()]);
  await (await nextRequest()).respond(patched({ status: "completed", version: 2 }, 2));
  undo();
  const undone = await nextRequest();
  await undone.respond(patched({ version: 3 }, 3));
  redo();
  const { body } = await nextRequest();
  assert.equal(body.request_key, undone.headers["Idempotency-Key"]);
  assert.equal(now().status, "completed");
});

test("an undo right after a change waits for its response", async () => {
  complete([entry()]);
  const write = await nextRequest();
  undo();
  assert.equal(now().status, "pending");
  assert.equal(requests.length, 0);
  await write.respond(patched({ status: "completed", version: 2 }, 2));
  assert.equal((await nextRequest()).path, "/activity/undo");
});

test("a consecutive patch advances the revision, a gap fetches the missing changes", async () => {
  patch(entry(), { impact: 1 });
  await (await nextRequest()).respond(patched({ impact: 1, version: 2 }, 2));
  assert.equal(rev.value, 2);
  patch(entry(), { impact: 2 });
  await (await nextRequest()).respond({ ...patched({ impact: 2, version: 3 }, 9), since: 8 });
  assert.equal((await nextRequest()).path, "/changes?since=2");
});

test("an older version of a row never replaces a newer one", async () => {
  const { merge } = await import("#wd/tasks/state/server.js");
  merge({ tasks: [{ ...row, title: "New", version: 5 }] });
  merge({ tasks: [{ ...row, title: "Old", version: 3 }] });
  assert.equal(now().title, "New");
  assert.equal(byId([row]).size, 1);
});

const three = () => [entry(), ...[`t${other.id}`, `i${day.id}`].map(entryAt)];

test("several entries dropped on a time are scheduled consecutively with one request and one undo", async () => {
  schedule(/** @type {Entry[]} */ (three()), { date: "2026-11-25", start: 600 });
  assert.equal(now().scheduled_time, "10:00");
  const { path, body, respond } = await nextRequest();
  assert.equal(path, "/blocks");
  assert.deepEqual(body.blocks, [
    { task_id: row.id, scheduled_date: "2026-11-25", scheduled_time: "10:00" },
    { task_id: other.id, scheduled_date: "2026-11-25", scheduled_time: "10:30" },
    { instance_id: day.id, scheduled_date: "2026-11-25", scheduled_time: "11:15" },
  ]);
  await respond(patched({ scheduled_time: "10:00:00", version: 2 }, 2));
  assert.equal(requests.length, 0);
  undo();
  assert.equal((await nextRequest()).path, "/activity/undo");
  assert.equal(now().scheduled_time, "09:00:00");
});

test("unscheduling several entries is one undo, and an instance keeps its day", async () => {
  unschedule(/** @type {Entry[]} */ (three()));
  const plain = await nextRequest();
  await plain.respond(patched({ scheduled_date: null, scheduled_time: null, version: 2 }, 2));
  const days = await nextRequest();
  assert.equal(days.path, "/blocks");
  assert.deepEqual(days.body.blocks, [
    { instance_id: day.id, scheduled_date: "2026-11-24", scheduled_time: null },
  ]);
  await days.respond({ rev: 3, since: 2, activity: 3 });
  undo();
  for (const [revision, sent] of [days, plain].entries()) {
    const back = await nextRequest();
    assert.equal(back.body.request_key, sent.headers["Idempotency-Key"]);
    await back.respond({ rev: 4 + revision, since: 3 + revision, activity: 4 + revision });
  }
});

test("undo asks the server for the last change once another tab changed something", async () => {
  complete([entry()]);
  await (await nextRequest()).respond(patched({ status: "completed", version: 2 }, 2));
  mergeAck(patched({ title: "Theirs", version: 3 }, 3));
  undo();
  const { path, body, respond } = await nextRequest();
  assert.deepEqual([path, body], ["/activity/undo", {}]);
  await respond({ ...patched({ version: 4 }, 4), change: "Renamed: Theirs" });
  assert.equal(toast.value?.text, "Undone: Renamed: Theirs");
});

test("a new change can't be followed by the redo of an older one", async () => {
  complete([entry()]);
  await (await nextRequest()).respond(patched({ status: "completed", version: 2 }, 2));
  undo();
  await (await nextRequest()).respond(patched({ version: 3 }, 3));
  patch(entry(), { impact: 1 });
  await (await nextRequest()).respond(patched({ impact: 1, version: 4 }, 4));
  redo();
  assert.deepEqual((await nextRequest()).path, "/activity/redo");
});
