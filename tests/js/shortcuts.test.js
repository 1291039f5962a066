import assert from "node:assert/strict";
import { test } from "node:test";
import "./server.js";

globalThis.addEventListener = () => {};
globalThis.matchMedia = /** @type {any} */ (() => ({ matches: false }));
const { COMMANDS, keysOf } = await import("#wd/tasks/shortcuts.js");
const { keyName } = await import("#wd/tasks/keyboard.js");
const { preferences } = await import("#wd/tasks/state/server.js");

test("no key belongs to two commands", () => {
  const keys = COMMANDS.flatMap((command) => command.keys);
  assert.deepEqual(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});

test("every command has a short label and a group", () => {
  for (const { text, group } of COMMANDS) assert.ok(text && group && text.length < 40, text);
});

/** @type {[Partial<KeyboardEvent>, string][]} */
const PRESSES = [
  [{ key: "c" }, "c"],
  [{ key: "?", shiftKey: true }, "?"],
  [{ key: "Z", shiftKey: true }, "Shift+Z"],
  [{ key: "Z", shiftKey: true, metaKey: true }, "Mod+Shift+z"],
  [{ key: "k", ctrlKey: true }, "Mod+k"],
  [{ key: "ArrowDown", shiftKey: true }, "Shift+ArrowDown"],
  [{ key: "+", shiftKey: true }, "+"],
];

for (const [press, name] of PRESSES) {
  test(`a key press is named ${name} as in the table`, () => {
    assert.equal(keyName(/** @type {KeyboardEvent} */ (press)), name);
  });
}

test("only single-character shortcuts can be switched off", () => {
  const typed = ["c", "?", "[", "4", "Shift+Z", "g c"];
  const remaining = [" ", "Enter", "Tab", "Shift+Tab", "ArrowDown", "Escape", "Mod+k", "Alt+↑"];
  const keys = [...typed, ...remaining];
  assert.deepEqual(keysOf({ keys }), keys);
  preferences.value = /** @type {any} */ ({ single_key_shortcuts: false });
  assert.deepEqual(keysOf({ keys }), remaining);
  preferences.value = /** @type {any} */ ({});
});
