/** Turns key presses into commands. Typing in a field never triggers one. */

import { COMMANDS, keysOf } from "#wd/tasks/shortcuts.js";
import { dialog } from "#wd/tasks/state/page.js";

/** What the key of commands is called here. */
export const MOD = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl";

const CHORD_MS = 900;
let prefix = "";
let prefixAt = 0;

/** @param {KeyboardEvent} event as it stands in the table: "c", "Shift+Z", "Mod+k" */
export function nameOf(event) {
  const { key, shiftKey } = event;
  const mod = event.metaKey || event.ctrlKey ? "Mod+" : "";
  const named = key.length > 1 || /[a-z]/i.test(key);
  return `${mod}${shiftKey && named ? "Shift+" : ""}${mod ? key.toLowerCase() : key}`;
}

/** Keys of a focused control mean the control, not a command. @param {EventTarget | null} target */
function isControl(target) {
  return target instanceof Element && target.closest("button, a, [role=radio], summary") !== null;
}

/** @param {EventTarget | null} target */
const isField = (target) =>
  target instanceof Element &&
  target.closest("input, textarea, select, [contenteditable]") !== null;

const OWN_KEYS = new Set(["Enter", " ", "Tab", "Shift+Tab"]);
const CALENDAR_KEYS = /^(Shift\+)?Arrow/;

/** @param {KeyboardEvent} event @param {string} name */
function belongsElsewhere({ target }, name) {
  if (name === "Mod+k") return false;
  if (isField(target) || dialog.peek()) return true;
  if (OWN_KEYS.has(name)) return isControl(target) || !inList(target);
  return CALENDAR_KEYS.test(name) && !inList(target) && target !== document.body;
}

/** @param {EventTarget | null} target */
const inList = (target) => target instanceof Element && target.closest(".rows") !== null;

/** @param {string} name */
function find(name) {
  const chord = prefix && Date.now() - prefixAt < CHORD_MS ? `${prefix} ${name}` : name;
  return COMMANDS.find((command) => keysOf(command).includes(chord) && (command.when?.() ?? true));
}

/** @param {KeyboardEvent} event */
export function pressed(event) {
  const name = nameOf(event);
  if (event.altKey || event.isComposing || belongsElsewhere(event, name)) return;
  const command = find(name);
  prefix = name === "g" && !prefix ? "g" : "";
  prefixAt = Date.now();
  if (!command) return;
  event.preventDefault();
  command.run(name);
}
