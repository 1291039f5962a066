import assert from "node:assert/strict";
import { test } from "node:test";
import "./server.js";

globalThis.addEventListener = () => {};
globalThis.matchMedia = /** @type {any} */ (() => ({ matches: false }));
const { COMMANDS, keysOf } = await import("#wd/tasks/shortcuts.js");
const { nameOf } = await import("#wd/tasks/keyboard.js");
const { preferences } = await import("#wd/tasks/state/server.js");

test("no key means two things", () => {
  const keys = COMMANDS.flatMap((command) => command.keys);
  assert.deepEqual(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});

test("every command says what it does in a few words", () => {
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
  test(`${name} is named as in the table`, () => {
    assert.equal(nameOf(/** @type {KeyboardEvent} */ (press)), name);
  });
}

test("characters alone can be switched off, and only they", () => {
  const typed = ["c", "?", "[", "4", "Shift+Z", "g c"];
  const others = [" ", "Enter", "Tab", "Shift+Tab", "ArrowDown", "Escape", "Mod+k", "Alt+↑"];
  const keys = [...typed, ...others];
  assert.deepEqual(keysOf({ keys }), keys);
  preferences.value = /** @type {any} */ ({ single_key_shortcuts: false });
  assert.deepEqual(keysOf({ keys }), others);
  preferences.value = /** @type {any} */ ({});
});
