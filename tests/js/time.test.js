import assert from "node:assert/strict";
import { test } from "node:test";
import * as time from "#wd/core/time.js";

test("a day stays a day across both clock changes", () => {
  assert.equal(time.addDays("2026-03-28", 2), "2026-03-30");
  assert.equal(time.addDays("2026-10-24", 2), "2026-10-26");
  assert.equal(time.daysBetween("2026-10-26", "2026-10-24"), 2);
});

test("a month further keeps the day or takes the month's last", () => {
  assert.equal(time.addMonths("2026-01-31", 1), "2026-02-28");
  assert.equal(time.addMonths("2026-03-15", -1), "2026-02-15");
});

test("a week begins on the day the person likes", () => {
  assert.equal(time.weekOf("2026-11-24", 0)[0], "2026-11-23");
  assert.equal(time.weekOf("2026-11-24", 6)[0], "2026-11-22");
  assert.equal(time.weekOf("2026-11-22", 6)[0], "2026-11-22");
});

test("the weeks of a month hold all its days and no week without one", () => {
  const weeks = time.weeksOfMonth("2026-11-10", 0);
  assert.equal(weeks.length, 6);
  assert.ok(weeks[0].includes("2026-11-01") && weeks.at(-1)?.includes("2026-11-30"));
  assert.equal(time.weeksOfMonth("2027-02-10", 0).length, 4);
});

test("times of day are read and written", () => {
  assert.equal(time.minutesOf("08:30:00"), 510);
  assert.equal(time.minutesOf(null), null);
  assert.equal(time.timeOf(510), "08:30");
  assert.equal(time.timeOf(null), null);
});

test("a clock of twenty-four hours and one of twelve", () => {
  assert.equal(time.clock(845), "14:05");
  assert.equal(time.clock(845, true), "2:05 pm");
  assert.equal(time.clock(0, true), "12 am");
  assert.equal(time.clock(720, true), "12 pm");
});

test("durations are short in print and whole when spoken", () => {
  assert.equal(time.span(90), "1h 30m");
  assert.equal(time.span(60), "1h");
  assert.equal(time.span(0), "0m");
  assert.equal(time.span(null), "");
  assert.equal(time.spoken(61), "1 hour 1 minute");
});

test("durations are read as people write them", () => {
  const written = {
    "45m": 45,
    "1h 30m": 90,
    "1h30": 90,
    "1.5h": 90,
    90: 90,
    "1:30": 90,
    "2 hours": 120,
  };
  for (const [text, minutes] of Object.entries(written))
    assert.equal(time.parseSpan(text), minutes, text);
  assert.equal(time.parseSpan("soon"), null);
  assert.equal(time.parseSpan(""), null);
});

test("near days have names, far ones dates, other years their year", () => {
  const label = (/** @type {string} */ iso) => time.dayLabel(iso, "2026-11-24");
  assert.deepEqual(["2026-11-23", "2026-11-24", "2026-11-25"].map(label), [
    "Yesterday",
    "Today",
    "Tomorrow",
  ]);
  assert.equal(label("2026-11-27"), "Fri");
  assert.equal(label("2026-12-24"), "24 Dec");
  assert.equal(label("2027-01-15"), "15 Jan 2027");
});

test("today is the person's, not the machine's", () => {
  const instant = new Date("2026-11-24T11:30:00Z");
  assert.equal(time.wallClock(instant, "Pacific/Auckland").today, "2026-11-25");
  assert.equal(time.wallClock(instant, "America/Los_Angeles").today, "2026-11-24");
  assert.equal(time.wallClock(instant, "Asia/Kolkata").minute, 17 * 60);
});

test("before the day's first hour it is still the day before", () => {
  const night = time.wallClock(new Date("2026-11-24T02:00:00Z"), "UTC", 4);
  assert.equal(night.today, "2026-11-23");
  assert.equal(night.date, "2026-11-24");
});

test("a zone that the browser does not know reads as UTC", () => {
  const instant = new Date("2026-11-24T23:30:00Z");
  for (const zone of ["localtime", "Mars/Olympus", ""]) {
    assert.deepEqual(time.wallClock(instant, zone), time.wallClock(instant, "UTC"));
  }
});
