import assert from "node:assert/strict";
import { test } from "node:test";
import { allDayBars, byStartingDay, segmentsOn } from "#wd/tasks/model/calendar.js";
import { capacity } from "#wd/tasks/model/capacity.js";
import { entryOfEvent } from "#wd/tasks/model/event.js";

const MONDAY = "2026-11-23";
const TUESDAY = "2026-11-24";

/** @param {Partial<CalendarEvent>} fields */
const event = (fields) =>
  entryOfEvent({
    id: 1,
    title: "Meeting",
    location: "",
    link: "",
    status: "confirmed",
    colour: "#3553c8",
    free: false,
    starts_on: null,
    ends_on: null,
    begins: `${MONDAY}T09:00:00`,
    ends: `${MONDAY}T10:00:00`,
    minutes: 60,
    ...fields,
  });

test("a timed event is placed at its local time", () => {
  const [segment] = segmentsOn(byStartingDay([event({})]), MONDAY);
  assert.deepEqual([segment.start, segment.end], [540, 600]);
});

test("an all-day event is one bar over its days", () => {
  const trip = event({
    begins: null,
    ends: null,
    minutes: null,
    starts_on: MONDAY,
    ends_on: "2026-11-25",
  });
  const [bar] = allDayBars(byStartingDay([trip]), [MONDAY, TUESDAY]);
  assert.deepEqual([bar.column, bar.span], [0, 2]);
});

test("an event across midnight is on both days", () => {
  const night = event({ begins: `${MONDAY}T23:00:00`, minutes: 120 });
  assert.equal(segmentsOn(byStartingDay([night]), TUESDAY)[0].end, 60);
});

test("an event marked free takes no time of the day", () => {
  const segments = segmentsOn(byStartingDay([event({}), event({ id: 2, free: true })]), MONDAY);
  const load = capacity(segments, [], [[540, 1020]], 0);
  assert.deepEqual([load.events, load.free], [60, 420]);
});

test("an event without a title is called Busy", () => {
  assert.equal(event({ title: "" }).title, "Busy");
});

test("twenty-four thousand events can be laid out", () => {
  const entries = Array.from({ length: 24_000 }, (_, n) =>
    event({ id: n, begins: `2026-${String(1 + (n % 12)).padStart(2, "0")}-10T09:00:00` }),
  );
  assert.equal(segmentsOn(byStartingDay(entries), "2026-03-10").length, 2000);
});
