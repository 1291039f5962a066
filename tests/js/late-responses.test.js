import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { DAILY, domain, instance, task } from "./rows.js";
import { asked, next } from "./server.js";

globalThis.addEventListener = () => {};

const { boot, domains, instances, merge, preferences, rev, tasks } = await import(
  "#wd/tasks/state/server.js"
);
const { patch } = await import("#wd/tasks/state/actions.js");
const { today } = await import("#wd/tasks/state/clock.js");
const { entryAt } = await import("#wd/tasks/state/derived.js");
const { events, refreshEvents } = await import("#wd/tasks/state/events.js");
const { catchUp, keepUp } = await import("#wd/tasks/state/live.js");
const { refreshPreferences, setPreferences } = await import("#wd/tasks/state/preferences.js");
const { ensureLoaded, refreshDays } = await import("#wd/tasks/state/loaded-days.js");

const series = task({ series: DAILY });
/** @type {Instance} */
let monday;
/** @type {Instance} */
let tuesday;

beforeEach(() => {
  asked.length = 0;
  today.value = "2026-11-24";
  monday = instance({ task_id: series.id, scheduled_date: "2026-11-23" });
  tuesday = instance({ task_id: series.id });
  start({ tasks: [series], instances: [monday, tuesday] });
});

/** @param {Partial<Snapshot>} rows */
const start = (rows) =>
  boot({
    ...{ rev: 1, today: "2026-11-24", domains: [], labels: [], tasks: [], instances: [] },
    ...{ events: [], preferences: /** @type {Preferences} */ ({ theme: "light" }) },
    ...rows,
  });

const ids = () => [...instances.value.keys()];
const now = () => /** @type {Instance} */ (instances.value.get(tuesday.id));

/** @param {Partial<Patch>} patch @param {number} revision */
const write = (patch, revision) => keepUp({ rev: revision, since: revision - 1, ...patch });

test("a late response to GET /instances leaves a newer edit", async () => {
  refreshDays();
  const read = await next();
  patch(/** @type {Entry} */ (entryAt(`i${tuesday.id}`)), { own_title: "New" });
  const edited = { ...tuesday, own_title: "New", version: 2 };
  await (await next()).answer({ rev: 2, since: 1, activity: 2, instances: [edited] });
  await read.answer([monday, tuesday]);
  assert.equal(now().own_title, "New");
});

test("a response to GET /instances leaves an edit that is on its way", async () => {
  refreshDays();
  const read = await next();
  patch(/** @type {Entry} */ (entryAt(`i${tuesday.id}`)), { own_title: "Mine" });
  await read.answer([monday, { ...tuesday, own_duration: 45, version: 2 }]);
  assert.deepEqual([now().own_title, now().own_duration], ["Mine", 45]);
});

test("instances the server no longer has disappear, also when none are left", async () => {
  const old = instance({ task_id: series.id, scheduled_date: "2026-10-01" });
  merge({ instances: [old] });
  refreshDays();
  await (await next()).answer([monday]);
  assert.deepEqual(ids(), [monday.id, old.id]);
  refreshDays();
  await (await next()).answer([]);
  assert.deepEqual(ids(), [old.id], "what is outside of the days that were read stays");
});

test("turning the calendar to other days replaces those that were here", async () => {
  const later = instance({ task_id: series.id, scheduled_date: "2027-06-01" });
  ensureLoaded(["2027-06-01"]);
  const [eventsRead, read] = [await next(), await next()];
  assert.match(eventsRead.path, /^\/events\?first=2026-11-10&last=2027-06-08/);
  await read.answer([tuesday, later]);
  assert.deepEqual(ids(), [tuesday.id, later.id]);
});

test("an instance added during a read stays, one removed during it does not come back", async () => {
  const added = instance({ task_id: series.id });
  refreshDays();
  const read = await next();
  write({ instances: [added], gone: { instances: [tuesday.id] } }, 2);
  await read.answer([monday, tuesday]);
  assert.deepEqual(ids(), [monday.id, added.id]);
});

test("an older read that a newer one overtook is dropped", async () => {
  const made = instance({ task_id: series.id });
  refreshDays();
  const older = await next();
  refreshDays();
  await (await next()).answer([monday, tuesday, made]);
  await older.answer([monday, tuesday]);
  assert.equal(ids().length, 3);
});

test("an older read of events that a newer one overtook is dropped", async () => {
  const event = { id: 7, title: "Fair", starts_on: "2026-11-24", ends_on: "2026-11-25" };
  refreshEvents("?older");
  const older = await next();
  refreshEvents("?newer");
  await (await next()).answer([event]);
  await older.answer([]);
  assert.equal(events.value.size, 1);
});

test("a late response to GET /changes leaves a newer edit, also of rows without a version", async () => {
  const work = domain();
  start({ tasks: [series], domains: [work] });
  catchUp();
  const read = await next();
  const renamed = { ...series, title: "New", version: 3 };
  write({ tasks: [renamed], domains: [{ ...work, name: "Job" }] }, 3);
  await read.answer({ rev: 2, since: 1, tasks: [{ ...series, version: 2 }], domains: [work] });
  await (await next()).answer({ rev: 3, since: 2 });
  assert.equal(tasks.value.get(series.id)?.title, "New");
  assert.equal(domains.value[0].name, "Job");
});

test("what was removed and restored elsewhere is taken over although its version is lower", () => {
  merge({ rev: 2, tasks: [{ ...series, version: 5 }] });
  merge({ rev: 4, tasks: [{ ...series, title: "Restored", version: 1 }] });
  assert.equal(tasks.value.get(series.id)?.title, "Restored");
});

test("a snapshot that replaces everything leaves what was added while it was read", async () => {
  const [added, stale] = [task(), task()];
  merge({ tasks: [stale] });
  catchUp();
  await (await next()).answer({ resync: true });
  const read = await next();
  keepUp({ rev: 9, since: 8, tasks: [added] });
  const rows = { domains: [], labels: [], tasks: [series], instances: [], events: [] };
  await read.answer({ ...rows, rev: 7, preferences: {} });
  assert.deepEqual([...tasks.value.keys()].sort(), [series.id, added.id].sort());
  const again = [await next(), await next(), await next()].map(({ path }) => path);
  assert.ok(again.includes("/changes?since=7"), "what lies between is read too");
  assert.equal(rev.value, 7);
});

test("late responses about preferences leave the newest choice", async () => {
  refreshPreferences();
  const read = await next();
  setPreferences({ theme: "dark" });
  setPreferences({ hour_height: 90 });
  const [first, second] = [await next(), await next()];
  await second.answer({ theme: "dark", hour_height: 90 });
  await first.answer({ theme: "dark", hour_height: 60 });
  await read.answer({ preferences: { theme: "light", hour_height: 60 } });
  assert.deepEqual(preferences.value, { theme: "dark", hour_height: 90 });
});
