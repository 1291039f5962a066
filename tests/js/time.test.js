import assert from "node:assert/strict";
import { test } from "node:test";
import * as time from "#wd/core/time.js";

test("adding days works across clock changes", () => {
  assert.equal(time.addDays("2026-03-28", 2), "2026-03-30");
  assert.equal(time.addDays("2026-10-24", 2), "2026-10-26");
  assert.equal(time.daysBetween("2026-10-26", "2026-10-24"), 2);
});

test("adding months keeps the day or uses the last day of the month", () => {
  assert.equal(time.addMonths("2026-01-31", 1), "2026-02-28");
  assert.equal(time.addMonths("2026-03-15", -1), "2026-02-15");
});

test("weeks start on the preferred weekday", () => {
  assert.equal(time.weekOf("2026-11-24", 0)[0], "2026-11-23");
  assert.equal(time.weekOf("2026-11-24", 6)[0], "2026-11-22");
  assert.equal(time.weekOf("2026-11-22", 6)[0], "2026-11-22");
});

test("weeksOfMonth returns exactly the weeks with a day of the month", () => {
  const weeks = time.weeksOfMonth("2026-11-10", 0);
  assert.equal(weeks.length, 6);
  assert.ok(weeks[0].includes("2026-11-01") && weeks.at(-1)?.includes("2026-11-30"));
  assert.equal(time.weeksOfMonth("2027-02-10", 0).length, 4);
});

test("times of day are parsed and formatted", () => {
  assert.equal(time.minutesOf("08:30:00"), 510);
  assert.equal(time.minutesOf(null), null);
  assert.equal(time.timeOf(510), "08:30");
  assert.equal(time.timeOf(null), null);
});

test("clock formats times in 24-hour and 12-hour style", () => {
  assert.equal(time.clock(845), "14:05");
  assert.equal(time.clock(845, true), "2:05 pm");
  assert.equal(time.clock(0, true), "12 am");
  assert.equal(time.clock(720, true), "12 pm");
});

test("durations are abbreviated on screen and spelled out for screen readers", () => {
  assert.equal(time.span(90), "1h 30m");
  assert.equal(time.span(60), "1h");
  assert.equal(time.span(0), "0m");
  assert.equal(time.span(null), "");
  assert.equal(time.spoken(61), "1 hour 1 minute");
});

test("parseSpan accepts common ways to write durations", () => {
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

test("dayLabel names near days and dates others, with the year if it differs", () => {
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

test("today follows the person's time zone", () => {
  const instant = new Date("2026-11-24T11:30:00Z");
  assert.equal(time.wallClock(instant, "Pacific/Auckland").today, "2026-11-25");
  assert.equal(time.wallClock(instant, "America/Los_Angeles").today, "2026-11-24");
  assert.equal(time.wallClock(instant, "Asia/Kolkata").minute, 17 * 60);
});

test("before the hour at which the day starts, today is the previous day", () => {
  const night = time.wallClock(new Date("2026-11-24T02:00:00Z"), "UTC", 4);
  assert.equal(night.today, "2026-11-23");
  assert.equal(night.date, "2026-11-24");
});

test("an unknown time zone falls back to UTC", () => {
  const instant = new Date("2026-11-24T23:30:00Z");
  for (const zone of ["localtime", "Mars/Olympus", ""]) {
    assert.deepEqual(time.wallClock(instant, zone), time.wallClock(instant, "UTC"));
  }
});

test("a field shows a day in the person's order, with the year when quick add needs it", () => {
  assert.equal(time.fieldDay("2026-12-04", "2026-11-24"), "Fri 4 Dec");
  assert.equal(time.fieldDay("2026-12-04", "2026-11-24", true), "Fri Dec 4");
  assert.equal(time.fieldDay("2026-11-23", "2026-11-24"), "Mon 23 Nov 2026");
  assert.equal(time.fieldDay("2027-01-05", "2026-11-24", true), "Tue Jan 5 2027");
});

test("a field shows times that nobody takes for the afternoon", () => {
  assert.equal(time.fieldClock(180), "03:00");
  assert.equal(time.fieldClock(180, true), "3:00 am");
  assert.equal(time.fieldClock(720, true), "12:00 pm");
  assert.equal(time.fieldClock(0, true), "12:00 am");
});
