import assert from "node:assert/strict";
import { test } from "node:test";
import { hue, oklch } from "#wd/core/colour.js";

test("the hues of pure colours are those of OKLCH", () => {
  const known = { "#ff0000": 29, "#00ff00": 142, "#0000ff": 264, "#ffff00": 110 };
  for (const [hex, degrees] of Object.entries(known)) {
    assert.equal(Math.round(oklch(hex).hue), degrees, hex);
  }
});

test("a grey stays grey", () => {
  assert.deepEqual(hue("#888888"), { "--h": 0, "--c": 0 });
  assert.deepEqual(hue(null), { "--h": 0, "--c": 0 });
});

test("a colour is worked out once", () => {
  assert.equal(hue("#3b6fd8"), hue("#3b6fd8"));
});
