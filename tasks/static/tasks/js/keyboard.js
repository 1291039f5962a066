/** Turns key presses into commands. Typing in a field never triggers one. */

import { t } from "#wd/core/i18n.js";
import { COMMANDS, keysOf } from "#wd/tasks/shortcuts.js";
import { dialog, typedAhead } from "#wd/tasks/state/page.js";

/** The name of this platform's command key. */
export const MOD = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : t("Ctrl");

const CHORD_MS = 900;
let prefix = "";
let prefixAt = 0;

/** Return the key's name in the table: "c", "Shift+Z", "Mod+k". @param {KeyboardEvent} event */
export function keyName(event) {
  const { key, shiftKey } = event;
  const mod = event.metaKey || event.ctrlKey ? "Mod+" : "";
  const named = key.length > 1 || /[a-z]/i.test(key);
  return `${mod}${shiftKey && named ? "Shift+" : ""}${mod && key.length === 1 ? key.toLowerCase() : key}`;
}

/** Whether a focused control handles the key itself. @param {EventTarget | null} target */
function isControl(target) {
  return target instanceof Element && target.closest("button, a, [role=radio], summary") !== null;
}

/** @param {EventTarget | null} target */
const isField = (target) =>
  target instanceof Element &&
  target.closest("input, textarea, select, [contenteditable]") !== null;

/** The browser closes menus of the frame itself, unless a script handles the key. */
const isMenuOpen = () => document.querySelector("[popover=auto]:popover-open") !== null;

const CONTROL_KEYS = new Set(["Enter", " ", "Tab", "Shift+Tab"]);
const CALENDAR_KEYS = /^(Shift\+)?Arrow/;

/** @param {KeyboardEvent} event @param {string} name */
function isHandledElsewhere({ target }, name) {
  if (name === "Mod+k") return false;
  if (name === "Escape" && isMenuOpen()) return true;
  if (isField(target) || dialog.peek()) return true;
  if (CONTROL_KEYS.has(name)) return isControl(target) || !inList(target);
  return CALENDAR_KEYS.test(name) && !inList(target) && target !== document.body;
}

const isDialogOpen = () => document.querySelector("dialog[open]") !== null;

/** Keep letters typed before the palette is on the page. @param {KeyboardEvent} event */
function typesAhead({ target, key, metaKey, ctrlKey }) {
  if (dialog.peek() !== "palette" || isField(target) || isDialogOpen()) return false;
  if (key.length > 1 || metaKey || ctrlKey) return false;
  typedAhead.value += key;
  return true;
}

/** @param {EventTarget | null} target */
const inList = (target) => target instanceof Element && target.closest(".rows") !== null;

/** @param {string} name */
function findCommand(name) {
  const chord = prefix && Date.now() - prefixAt < CHORD_MS ? `${prefix} ${name}` : name;
  return COMMANDS.find((command) => keysOf(command).includes(chord) && (command.when?.() ?? true));
}

/** @param {KeyboardEvent} event */
export function handleKeydown(event) {
  const name = keyName(event);
  if (event.altKey || event.isComposing) return;
  if (typesAhead(event)) return event.preventDefault();
  if (isHandledElsewhere(event, name)) return;
  const command = findCommand(name);
  prefix = name === "g" && !prefix ? "g" : "";
  prefixAt = Date.now();
  if (!command) return;
  event.preventDefault();
  command.run(name);
}
