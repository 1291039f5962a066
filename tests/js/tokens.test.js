import assert from "node:assert/strict";
import { test } from "node:test";
import { currentTokens, insertSuggestion, removeToken, splitLine } from "#wd/tasks/model/tokens.js";

const LINE = "Call 🌍 mum #home 9:00";
const DOMAIN = { kind: "domain", start: 12, end: 17, text: "#home" };
const TIME = { kind: "time", start: 18, end: 22, text: "9:00" };

test("splitLine separates plain text and recognised tokens", () => {
  assert.deepEqual(splitLine(LINE, [TIME, DOMAIN]), [
    { text: "Call 🌍 mum ", kind: null },
    { text: "#home", kind: "domain" },
    { text: " ", kind: null },
    { text: "9:00", kind: "time" },
  ]);
});

test("a token that no longer matches the line is dropped", () => {
  assert.deepEqual(currentTokens("Phone mum #home", [DOMAIN]), []);
});

test("removing a token removes its text from the line", () => {
  assert.equal(removeToken(LINE, DOMAIN), "Call 🌍 mum 9:00");
});

test("inserting a suggestion replaces the typed word and moves the caret after it", () => {
  const next = insertSuggestion("Call #ho at nine", { start: 5, end: 8, text: "#Home" });
  assert.deepEqual(next, { text: "Call #Home at nine", caret: 11 });
});
