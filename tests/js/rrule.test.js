import assert from "node:assert/strict";
import { test } from "node:test";
import { daily, fromText, monthlyLabels, toText } from "#wd/tasks/model/rrule.js";

const STARTS = "2026-11-27"; // the fourth Friday

/** @param {string} rrule */
const read = (rrule, kind = "calendar") => fromText({ rrule, starts_on: STARTS, kind });

for (const rrule of [
  "FREQ=DAILY",
  "FREQ=DAILY;INTERVAL=2",
  "FREQ=WEEKLY;BYDAY=MO,TH",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=10",
  "FREQ=MONTHLY;BYMONTHDAY=27",
  "FREQ=MONTHLY;BYDAY=4FR",
  "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20271231",
  "FREQ=YEARLY",
]) {
  test(`${rrule} survives parsing and formatting`, () => {
    const choices = read(rrule);
    assert.equal(choices.custom, "");
    assert.equal(toText(choices, STARTS), rrule);
  });
}

for (const rrule of [
  "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
  "FREQ=YEARLY;BYMONTH=3",
  "FREQ=MONTHLY;BYMONTHDAY=1,15",
  "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
]) {
  test(`${rrule} has no fields in the editor and stays unchanged`, () => {
    assert.equal(toText(read(rrule), STARTS), rrule);
  });
}

test("a rule that counts from completion has no weekdays", () => {
  const choices = { ...daily(STARTS), freq: /** @type {const} */ ("WEEKLY"), after: true };
  assert.equal(toText(choices, STARTS), "FREQ=WEEKLY");
  assert.equal(read("FREQ=DAILY;INTERVAL=5", "after_completion").after, true);
});

test("a weekly rule without weekdays uses that of its start", () => {
  assert.equal(toText({ ...read("FREQ=WEEKLY"), weekdays: [] }, STARTS), "FREQ=WEEKLY;BYDAY=FR");
});

test("the fifth weekday of a month is labelled as the last", () => {
  assert.equal(monthlyLabels("2026-11-30").weekday, "On the last Mon");
  assert.equal(monthlyLabels(STARTS).weekday, "On the fourth Fri");
});
