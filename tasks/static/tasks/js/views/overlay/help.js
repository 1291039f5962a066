/** The shortcuts, from the one table. */
import { html } from "#wd/core/ui.js";
import { BLOCK_KEYS, COMMANDS, PROPOSAL_KEYS } from "#wd/tasks/shortcuts.js";
import { Dialog } from "#wd/tasks/views/overlay/dialog.js";

/** @type {Record<string, string>} */
const NAMES = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": "Space",
  Escape: "Esc",
  Backspace: "⌫",
  Mod: /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl",
  Shift: "⇧",
};

/** @param {string} key */
const cap = (key) => html`<kbd>${NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>`;

/** @param {string} keys one alternative: "g c", "Mod+k" */
export const Keys = (keys) =>
  keys === " " ? cap(" ") : keys.split(" ").map((chord) => chord.split(/\+(?=.)/).map(cap));

/** @param {{text: string, keys?: string[]}} command */
const Line = ({ text, keys = [] }) =>
  html`<div key=${text}><dt>${keys.slice(0, 4).map(Keys)}</dt><dd>${text}</dd></div>`;

export function Help() {
  const groups = Map.groupBy(
    COMMANDS.filter(({ keys }) => keys.length),
    ({ group }) => group,
  );
  return html`<${Dialog} label="Keyboard shortcuts" kind="help">
    <div>
      <h2 tabindex="-1" data-first>Keyboard shortcuts</h2>
      <div class="help-columns">
        ${[...groups].map(
          ([name, commands]) => html`<section key=${name}><h3>${name}</h3><dl>
          ${commands.map(Line)}</dl></section>`,
        )}
        <section><h3>On a block</h3><dl>${BLOCK_KEYS.map(Line)}</dl></section>
        <section><h3>On a proposal</h3><dl>${PROPOSAL_KEYS.map(Line)}</dl></section>
      </div>
    </div>
  <//>`;
}
