import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "#wd/core/fuzzy.js";

test("a query matches only if all its letters occur in order", () => {
  assert.ok(score("wtr", "Water plants") > 0);
  assert.equal(score("rtw", "Water plants"), 0);
});

test("starts of words and runs of letters score higher", () => {
  assert.ok(score("plan", "Water plants") > score("plan", "Explanation"));
  assert.ok(score("pla", "plants") > score("pla", "pick up laundry again"));
});

test("an empty query matches every text equally", () => {
  assert.equal(score("", "a"), score("", "b"));
});
