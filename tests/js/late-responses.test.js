import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { DAILY, domain, instance, task } from "./rows.js";
import { nextRequest, requests } from "./server.js";

globalThis.addEventListener = () => {};

const { boot, domains, instances, merge, preferences, rev, tasks } = await import(
  "#wd/tasks/state/server.js"
);
const { patch } = await import("#wd/tasks/state/actions.js");
const { today } = await import("#wd/tasks/state/clock.js");
const { entryAt } = await import("#wd/tasks/state/derived.js");
const { events, refreshEvents } = await import("#wd/tasks/state/events.js");
const { catchUp, mergeAck } = await import("#wd/tasks/state/live.js");
const { refreshPreferences, setPreferences } = await import("#wd/tasks/state/preferences.js");
const { ensureLoaded, refreshDays } = await import("#wd/tasks/state/loaded-days.js");

const series = task({ series: DAILY });
/** @type {Instance} */
let monday;
/** @type {Instance} */
let tuesday;

beforeEach(() => {
  requests.length = 0;
  today.value = "2026-11-24";
  monday = instance({ task_id: series.id, scheduled_date: "2026-11-23" });
  tuesday = instance({ task_id: series.id });
  start({ tasks: [series], instances: [monday, tuesday] });
});

/** @param {Partial<Snapshot>} rows */
const start = (rows) =>
  boot({
    ...{ rev: 1, today: "2026-11-24", domains: [], labels: [], tasks: [], instances: [] },
    ...{ timer: null, events: [], preferences: /** @type {Preferences} */ ({ theme: "light" }) },
    ...rows,
  });

const ids = () => [...instances.value.keys()];
const now = () => /** @type {Instance} */ (instances.value.get(tuesday.id));

/** @param {Partial<Patch>} patch @param {number} revision */
const write = (patch, revision) => mergeAck({ rev: revision, since: revision - 1, ...patch });

test("a late response to GET /instances does not overwrite a newer edit", async () => {
  refreshDays();
  const read = await nextRequest();
  patch(/** @type {Entry} */ (entryAt(`i${tuesday.id}`)), { own_title: "New" });
  const edited = { ...tuesday, own_title: "New", version: 2 };
  await (await nextRequest()).respond({ rev: 2, since: 1, activity: 2, instances: [edited] });
  await read.respond([monday, tuesday]);
  assert.equal(now().own_title, "New");
});

test("a response to GET /instances does not overwrite an unsaved edit", async () => {
  refreshDays();
  const read = await nextRequest();
  patch(/** @type {Entry} */ (entryAt(`i${tuesday.id}`)), { own_title: "Mine" });
  await read.respond([monday, { ...tuesday, own_duration: 45, version: 2 }]);
  assert.deepEqual([now().own_title, now().own_duration], ["Mine", 45]);
});

test("instances that the server deleted disappear, even the last one", async () => {
  const old = instance({ task_id: series.id, scheduled_date: "2026-10-01" });
  merge({ instances: [old] });
  refreshDays();
  await (await nextRequest()).respond([monday]);
  assert.deepEqual(ids(), [monday.id, old.id]);
  refreshDays();
  await (await nextRequest()).respond([]);
  assert.deepEqual(ids(), [old.id], "instances outside the loaded days stay");
});

test("turning the calendar to other days loads their instances", async () => {
  const future = instance({ task_id: series.id, scheduled_date: "2027-06-01" });
  ensureLoaded(["2027-06-01"]);
  const [eventsRead, read] = [await nextRequest(), await nextRequest()];
  assert.match(eventsRead.path, /^\/events\?first=2026-11-10&last=2027-06-08/);
  await read.respond([tuesday, future]);
  assert.deepEqual(ids(), [tuesday.id, future.id]);
});

test("an instance added during a read stays, a deleted one does not return", async () => {
  const added = instance({ task_id: series.id });
  refreshDays();
  const read = await nextRequest();
  write({ instances: [added], gone: { instances: [tuesday.id] } }, 2);
  await read.respond([monday, tuesday]);
  assert.deepEqual(ids(), [monday.id, added.id]);
});

test("a response to an outdated read of instances is dropped", async () => {
  const created = instance({ task_id: series.id });
  refreshDays();
  const older = await nextRequest();
  refreshDays();
  await (await nextRequest()).respond([monday, tuesday, created]);
  await older.respond([monday, tuesday]);
  assert.equal(ids().length, 3);
});

test("a response to an outdated read of events is dropped", async () => {
  const event = { id: 7, title: "Fair", starts_on: "2026-11-24", ends_on: "2026-11-25" };
  refreshEvents("?older");
  const older = await nextRequest();
  refreshEvents("?newer");
  await (await nextRequest()).respond([event]);
  await older.respond([]);
  assert.equal(events.value.size, 1);
});

test("a late response to GET /changes does not overwrite newer rows, with or without a version", async () => {
  const work = domain();
  start({ tasks: [series], domains: [work] });
  catchUp();
  const read = await nextRequest();
  const renamed = { ...series, title: "New", version: 3 };
  write({ tasks: [renamed], domains: [{ ...work, name: "Job" }] }, 3);
  await read.respond({ rev: 2, since: 1, tasks: [{ ...series, version: 2 }], domains: [work] });
  await (await nextRequest()).respond({ rev: 3, since: 2 });
  assert.equal(tasks.value.get(series.id)?.title, "New");
  assert.equal(domains.value[0].name, "Job");
});

test("a row restored elsewhere is merged although its version is lower", () => {
  merge({ rev: 2, tasks: [{ ...series, version: 5 }] });
  merge({ rev: 4, tasks: [{ ...series, title: "Restored", version: 1 }] });
  assert.equal(tasks.value.get(series.id)?.title, "Restored");
});

test("a full reload keeps tasks that were added during it", async () => {
  const [added, stale] = [task(), task()];
  merge({ tasks: [stale] });
  catchUp();
  await (await nextRequest()).respond({ resync: true });
  const read = await nextRequest();
  mergeAck({ rev: 9, since: 8, tasks: [added] });
  const rows = { domains: [], labels: [], tasks: [series], instances: [], events: [] };
  await read.respond({ ...rows, rev: 7, preferences: {} });
  assert.deepEqual([...tasks.value.keys()].sort(), [series.id, added.id].sort());
  const again = [await nextRequest(), await nextRequest(), await nextRequest()].map(
    ({ path }) => path,
  );
  assert.ok(again.includes("/changes?since=7"), "the changes after the snapshot are read too");
  assert.equal(rev.value, 7);
});

test("late responses do not overwrite the newest preferences", async () => {
  refreshPreferences();
  const read = await nextRequest();
  setPreferences({ theme: "dark" });
  setPreferences({ hour_height: 90 });
  const [first, second] = [await nextRequest(), await nextRequest()];
  await second.respond({ theme: "dark", hour_height: 90 });
  await first.respond({ theme: "dark", hour_height: 60 });
  await read.respond({ preferences: { theme: "light", hour_height: 60 } });
  assert.deepEqual(preferences.value, { theme: "dark", hour_height: 90 });
});
