import assert from "node:assert/strict";
import { test } from "node:test";
import { allDayBars, byStartingDay, segmentsOn } from "#wd/tasks/model/calendar.js";
import { capacity, gaps, workingRanges } from "#wd/tasks/model/capacity.js";
import { deadlineOf, entries, entryOfTask } from "#wd/tasks/model/entry.js";
import { lanes } from "#wd/tasks/model/lanes.js";
import { personSlot } from "#wd/tasks/model/night.js";
import { DAILY, instance, task } from "./rows.js";

const MONDAY = "2026-11-23";
const TUESDAY = "2026-11-24";

/** @param {string} date @param {string | null} time @param {number} duration @param {Partial<Task>} [more] */
const entry = (date, time, duration, more = {}) =>
  entryOfTask(task({ scheduled_date: date, scheduled_time: time, duration, ...more }));

/** An event of a connected calendar. @param {Partial<Entry>} fields @returns {Entry} */
const event = (fields) => ({ ...entry(MONDAY, null, 60), kind: "event", ...fields });

test("the calendar shows entries with a day, but not the task of a series", () => {
  const days = byStartingDay([
    entry(MONDAY, "09:00", 30),
    entryOfTask(task()),
    entry(MONDAY, null, 30, { series: DAILY }),
    entry(MONDAY, null, 30, { status: "archived" }),
  ]);
  assert.equal(days.get(MONDAY)?.length, 1);
});

test("an entry across midnight is on both days", () => {
  const days = byStartingDay([entry(MONDAY, "23:00", 120)]);
  const [evening] = segmentsOn(days, MONDAY);
  const [morning] = segmentsOn(days, TUESDAY);
  assert.deepEqual([evening.start, evening.end, evening.after], [1380, 1440, true]);
  assert.deepEqual([morning.start, morning.end, morning.before], [0, 60, true]);
});

test("a timed event of three days is on each of its days", () => {
  const days = byStartingDay([event({ start: 600, minutes: 2 * 1440 })]);
  const parts = [MONDAY, TUESDAY, "2026-11-25", "2026-11-26"].map(
    (day) => segmentsOn(days, day)[0],
  );
  assert.deepEqual(
    parts.map((part) => part && [part.start, part.end]),
    [[600, 1440], [0, 1440], [0, 600], undefined],
  );
});

test("an entry that ends at midnight is not on the next day", () => {
  assert.equal(segmentsOn(byStartingDay([entry(MONDAY, "23:00", 60)]), TUESDAY).length, 0);
});

test("overlapping blocks share the width", () => {
  const segments = segmentsOn(
    byStartingDay([
      entry(MONDAY, "09:00", 60),
      entry(MONDAY, "09:30", 60),
      entry(MONDAY, "10:00", 30),
    ]),
    MONDAY,
  );
  const placed = segments.map(({ key }) => lanes(segments).get(key));
  assert.deepEqual(
    placed.map((lane) => lane?.column),
    [0, 1, 0],
  );
  assert.ok(placed.every((lane) => lane?.columns === 2));
});

test("no two overlapping blocks ever share a lane", () => {
  const entries = Array.from({ length: 40 }, (_, i) => {
    const start = (i * 37) % 600;
    return entry(
      MONDAY,
      `${String(Math.floor(start / 60)).padStart(2, "0")}:${String(start % 60).padStart(2, "0")}`,
      20 + ((i * 53) % 120),
    );
  });
  const segments = segmentsOn(byStartingDay(entries), MONDAY);
  const placed = lanes(segments);
  for (const a of segments) {
    for (const b of segments) {
      if (a === b || a.end <= b.start || b.end <= a.start) continue;
      const [one, two] = [placed.get(a.key), placed.get(b.key)];
      assert.ok(
        one &&
          two &&
          (one.column + one.width <= two.column || two.column + two.width <= one.column),
      );
    }
  }
});

test("a block widens to the right over free columns", () => {
  const entries = [
    entry(MONDAY, "09:00", 120),
    entry(MONDAY, "09:00", 30),
    entry(MONDAY, "09:00", 30),
    entry(MONDAY, "10:00", 30),
  ];
  const segments = segmentsOn(byStartingDay(entries), MONDAY);
  const last = lanes(segments).get(`t${entries[3].id}`);
  assert.deepEqual(last, { column: 1, columns: 3, width: 2 });
});

test("bars of events over several days do not overlap", () => {
  const week = ["2026-11-23", "2026-11-24", "2026-11-25"];
  const trip = event({ key: "e1", id: 1, date: "2026-11-20", days: 5 });
  const fair = event({ key: "e2", id: 2, date: "2026-11-24", days: 9 });
  const bars = allDayBars(byStartingDay([trip, fair, entry("2026-11-25", null, 30)]), week);
  assert.deepEqual(
    bars.map(({ column, span, row }) => [column, span, row]),
    [
      [0, 2, 0],
      [1, 2, 1],
      [2, 1, 0],
    ],
  );
});

test("the working hours of a night shift continue on the next day", () => {
  const hours = Array.from({ length: 7 }, () => /** @type {[number, number][]} */ ([]));
  hours[0] = [[1320, 1800]];
  assert.deepEqual(workingRanges(hours, MONDAY), [[1320, 1440]]);
  assert.deepEqual(workingRanges(hours, TUESDAY), [[0, 360]]);
});

test("gaps are the free ranges between blocks", () => {
  assert.deepEqual(
    gaps(
      [
        { start: 60, end: 90 },
        { start: 80, end: 120 },
      ],
      0,
      180,
    ),
    [
      [0, 60],
      [120, 180],
    ],
  );
});

test("the capacity of a day sums up tasks, events, free and excess time", () => {
  const days = byStartingDay([entry(MONDAY, "09:00", 60), event({ start: 600, minutes: 120 })]);
  const load = capacity(segmentsOn(days, MONDAY), [entry(MONDAY, null, 30)], [[540, 1020]], 0);
  assert.deepEqual(load, { tasks: 90, events: 120, free: 270, working: 480, over: 0 });
  assert.equal(capacity([], [entry(MONDAY, null, 600)], [[540, 1020]], 0).over, 120);
});

test("entries outside the working hours take none of them", () => {
  const days = byStartingDay([entry(MONDAY, "20:00", 60), entry(MONDAY, "16:30", 60)]);
  const load = capacity(segmentsOn(days, MONDAY), [entry(MONDAY, null, 460)], [[540, 1020]], 0);
  assert.deepEqual([load.tasks, load.over], [580, 10]);
});

test("a day off is never overloaded", () => {
  const days = byStartingDay([entry(MONDAY, "09:00", 60)]);
  const load = capacity(segmentsOn(days, MONDAY), [entry(MONDAY, null, 300)], [], 0);
  assert.deepEqual(load, { tasks: 360, events: 0, free: 0, working: 0, over: 0 });
});

test("past working hours are not free", () => {
  assert.equal(capacity([], [], [[540, 1020]], 900).free, 120);
});

test("a time before the day start is in the night after its day", () => {
  const owl = entryOfTask(task({ scheduled_date: MONDAY, scheduled_time: "02:00" }), 5 * 60);
  const days = byStartingDay([owl]);
  assert.deepEqual(segmentsOn(days, MONDAY), []);
  const [night] = segmentsOn(days, TUESDAY);
  assert.deepEqual([night.key, night.start, night.end], [owl.key, 120, 150]);
  assert.equal(night.before, false);
});

test("a slot on the grid is a time of the person's day", () => {
  const slots = [
    [
      { date: TUESDAY, start: 120 },
      { date: MONDAY, start: 120 },
    ],
    [
      { date: MONDAY, start: 1440 + 120 },
      { date: MONDAY, start: 120 },
    ],
    [
      { date: MONDAY, start: 1440 + 600 },
      { date: TUESDAY, start: 600 },
    ],
    [
      { date: MONDAY, start: 600 },
      { date: MONDAY, start: 600 },
    ],
    [
      { date: MONDAY, start: null },
      { date: MONDAY, start: null },
    ],
  ];
  for (const [slot, expected] of slots) assert.deepEqual(personSlot(slot, 5 * 60), expected);
  assert.deepEqual(personSlot({ date: TUESDAY, start: 120 }, 0), { date: TUESDAY, start: 120 });
});

test("a day of a series has its deadline some days after its day in the rule", () => {
  const weekly = task({ series: { ...DAILY, deadline_days: 2 }, deadline_date: TUESDAY });
  const day = instance({ task_id: weekly.id, recurrence_id: MONDAY, scheduled_date: TUESDAY });
  const all = entries(new Map([[weekly.id, weekly]]), new Map([[day.id, day]]));
  assert.equal(deadlineOf(/** @type {Entry} */ (all.get(`i${day.id}`))), "2026-11-25");
  assert.equal(deadlineOf(/** @type {Entry} */ (all.get(`t${weekly.id}`))), null);
  assert.equal(deadlineOf(entryOfTask(task({ deadline_date: TUESDAY }))), TUESDAY);
});
