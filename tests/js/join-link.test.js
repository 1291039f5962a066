import assert from "node:assert/strict";
import { test } from "node:test";
import { joinLink } from "#wd/tasks/model/join-link.js";

/** @type {[string[], string][]} */
const CASES = [
  [["https://meet.google.com/abc-defg"], "https://meet.google.com/abc-defg"],
  [["", "Zoom: https://us02web.zoom.us/j/8?pwd=x."], "https://us02web.zoom.us/j/8?pwd=x"],
  [["https://calendar.google.com/event?eid=1", "Room 5"], ""],
  [["https://evil.example/meet.google.com/"], ""],
  [["https://meet.google.com.evil.example/a"], ""],
  [["javascript:alert(1)//https.zoom.us"], ""],
  [["https://["], ""],
];

for (const [texts, link] of CASES) {
  test(`the meeting of ${texts.join(" and ")} is ${link || "unknown"}`, () => {
    assert.equal(joinLink(...texts), link);
  });
}
