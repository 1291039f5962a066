import assert from "node:assert/strict";
import { test } from "node:test";
import { entryOfTask } from "#wd/tasks/model/entry.js";
import { linkify } from "#wd/tasks/model/linkify.js";
import { age, nameOf, whenLabel } from "#wd/tasks/model/wording.js";
import { task } from "./rows.js";

/** @param {string | null} date @param {string | null} time */
const when = (date, time) =>
  whenLabel(entryOfTask(task({ scheduled_date: date, scheduled_time: time })), "2026-11-24", false);

test("whenLabel leaves out the day of today", () => {
  assert.equal(when("2026-11-24", "09:00:00"), "9:00");
  assert.equal(when("2026-11-25", "09:00:00"), "Tomorrow 9:00");
  assert.equal(when("2026-11-24", null), "Any time");
  assert.equal(when(null, null), "");
});

test("web addresses in notes become links without the full stop after them", () => {
  assert.deepEqual(linkify("See https://example.org/a?b=1. Then call."), [
    { text: "See ", href: null },
    { text: "https://example.org/a?b=1", href: "https://example.org/a?b=1" },
    { text: ". Then call.", href: null },
  ]);
});

test("addresses with other schemes stay text", () => {
  assert.deepEqual(linkify("javascript:alert(1)"), [{ text: "javascript:alert(1)", href: null }]);
});

test("ages are rounded to the largest unit", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");
  assert.equal(age("2026-11-24T11:59:50Z", now), "just now");
  assert.equal(age("2026-11-24T11:48:00Z", now), "12 min");
  assert.equal(age("2026-11-23T11:00:00Z", now), "1 day");
});

test("several entries are named by their number, a single one by its title", () => {
  const [rent, call] = [task({ title: "Rent" }), task()].map(entryOfTask);
  assert.equal(nameOf([rent]), "Rent");
  assert.equal(nameOf([rent, call]), "2 tasks");
});
