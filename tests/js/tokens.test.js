import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces, standing, taken, without } from "#wd/tasks/model/tokens.js";

const LINE = "Call 🌍 mum #home 9:00";
const DOMAIN = { kind: "domain", start: 12, end: 17, text: "#home" };
const TIME = { kind: "time", start: 18, end: 22, text: "9:00" };

test("the line is cut into plain and recognised pieces", () => {
  assert.deepEqual(pieces(LINE, [TIME, DOMAIN]), [
    { text: "Call 🌍 mum ", kind: null },
    { text: "#home", kind: "domain" },
    { text: " ", kind: null },
    { text: "9:00", kind: "time" },
  ]);
});

test("a token the line has moved away from is not shown", () => {
  assert.deepEqual(standing("Phone mum #home", [DOMAIN]), []);
});

test("a pill is taken away with its words", () => {
  assert.equal(without(LINE, DOMAIN), "Call 🌍 mum 9:00");
});

test("a suggestion replaces what was typed and leaves the caret after it", () => {
  const next = taken("Call #ho at nine", { start: 5, end: 8, text: "#Home" });
  assert.deepEqual(next, { text: "Call #Home at nine", caret: 11 });
});
