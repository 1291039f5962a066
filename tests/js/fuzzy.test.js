import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "#wd/core/fuzzy.js";

test("letters must all be there, in order", () => {
  assert.ok(score("wtr", "Water plants") > 0);
  assert.equal(score("rtw", "Water plants"), 0);
});

test("the beginning of a word beats its middle, and a run beats scattered letters", () => {
  assert.ok(score("plan", "Water plants") > score("plan", "Explanation"));
  assert.ok(score("pla", "plants") > score("pla", "pick up laundry again"));
});

test("nothing typed matches everything alike", () => {
  assert.equal(score("", "a"), score("", "b"));
});
