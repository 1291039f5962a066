/** The dialog that lists the keyboard shortcuts. */
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { MOD } from "#wd/tasks/keyboard.js";
import { BLOCK_KEYS, COMMANDS, keysOf, PROPOSAL_KEYS } from "#wd/tasks/shortcuts.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";
import { Dialog } from "#wd/tasks/views/overlay/dialog.js";

/** @type {Record<string, string>} */
const NAMES = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": t("Space"),
  Escape: t("Esc"),
  Backspace: "⌫",
  Mod: MOD,
  Shift: "⇧",
};

/** @param {string} key */
const cap = (key) => html`<kbd>${NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>`;

/** @param {string} keys such as "g c", "Mod+k" */
export const Keys = (keys) =>
  keys === " " ? cap(" ") : keys.split(" ").map((chord) => chord.split(/\+(?=.)/).map(cap));

/** "C", "N or Q", "1 2 3 4". @param {string[]} keys */
const alternatives = (keys) =>
  keys.map((key, i) => [i > 0 && keys.length < 4 && html`<small>${t("or")}</small>`, Keys(key)]);

/** @typedef {{text: string, keys?: string[]}} Command */

/** @param {Command[]} commands */
const Lines = (commands) =>
  commands
    .filter((command) => keysOf(command).length)
    .map(
      (command) => html`<div key=${command.text}><dt>${alternatives(keysOf(command))}</dt>
      <dd>${command.text}</dd></div>`,
    );

export function Help() {
  const groups = Map.groupBy(
    COMMANDS.filter((command) => keysOf(command).length),
    ({ group }) => group,
  );
  return html`<${Dialog} label=${t("Keyboard shortcuts")} kind="help">
    <div>
      <h2 tabindex="-1" data-first>${t("Keyboard shortcuts")}</h2>
      <p>${isKeyEnabled("?") ? t("Do you press single keys by accident?") : t("Single-key shortcuts are off.")}${" "}
        <a href="/settings/appearance/#keyboard">${isKeyEnabled("?") ? t("Turn single-key shortcuts off") : t("Turn single-key shortcuts on")}</a></p>
      <div class="help-columns">
        ${[...groups].map(
          ([name, commands]) => html`<section key=${name}><h3>${name}</h3><dl>
          ${Lines(commands)}</dl></section>`,
        )}
        <section><h3>${t("Calendar block")}</h3><dl>${Lines(BLOCK_KEYS)}</dl></section>
        <section><h3>${t("Proposal")}</h3><dl>${Lines(PROPOSAL_KEYS)}</dl></section>
      </div>
    </div>
  <//>`;
}
