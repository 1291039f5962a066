import assert from "node:assert/strict";
import { test } from "node:test";
import { hue, oklch } from "#wd/core/colour.js";

test("hues of pure colours match OKLCH", () => {
  const known = { "#ff0000": 29, "#00ff00": 142, "#0000ff": 264, "#ffff00": 110 };
  for (const [hex, degrees] of Object.entries(known)) {
    assert.equal(Math.round(oklch(hex).hue), degrees, hex);
  }
});

test("grey has no hue and no chroma", () => {
  assert.deepEqual(hue("#888888"), { "--h": 0, "--c": 0 });
  assert.deepEqual(hue(null), { "--h": 0, "--c": 0 });
});

test("the style of a colour is computed once", () => {
  assert.equal(hue("#3b6fd8"), hue("#3b6fd8"));
});
