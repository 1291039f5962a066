/** Find a task, a page or a command by a few letters. */
import { hue } from "#wd/core/colour.js";
import { score } from "#wd/core/fuzzy.js";
import { classes, html, Icon, useState } from "#wd/core/ui.js";
import { whenLabel } from "#wd/tasks/model/wording.js";
import { COMMANDS, keysOf } from "#wd/tasks/shortcuts.js";
import { today } from "#wd/tasks/state/clock.js";
import { colourOf, entries, twelve } from "#wd/tasks/state/derived.js";
import { cursor, opened } from "#wd/tasks/state/page.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";
import { Keys } from "#wd/tasks/views/overlay/help.js";

/**
 * @typedef {{text: string, run: (key: string) => unknown, icon?: string, colour?: string, keys?: string[], note?: string, done?: boolean}}
 * Offer
 */

const COMMANDS_SHOWN = 9;
const TASKS_SHOWN = 7;

/**
 * @template {{text: string}} T
 * @param {string} query @param {T[]} offers @param {number} most @returns {T[]}
 */
function best(query, offers, most) {
  const scored = offers.map((offer) => ({ offer, points: score(query, offer.text) }));
  const found = scored.filter(({ points }) => points > 0);
  if (query) found.sort((a, b) => b.points - a.points);
  return found.slice(0, most).map(({ offer }) => offer);
}

/** Tasks, not their instances: one of each. @returns {Offer[]} */
const tasks = () =>
  [...entries.value.values()]
    .filter(({ kind, status }) => kind === "task" && status !== "archived")
    .map((entry) => ({
      text: entry.title,
      colour: colourOf(entry) ?? "#888888",
      note: whenLabel(entry, today.value, twelve.value),
      done: entry.status === "completed",
      run: () => {
        cursor.value = entry.key;
        opened.value = entry.key;
      },
    }));

/** @param {string} query */
function offersFor(query) {
  const usable = COMMANDS.filter(({ icon, when }) => icon && (when?.() ?? true));
  return {
    commands: best(query, /** @type {Offer[]} */ (usable), COMMANDS_SHOWN),
    found: query ? best(query, tasks(), TASKS_SHOWN) : [],
  };
}

export function Palette() {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { commands, found } = offersFor(query.trim());
  const all = [...commands, ...found];
  const run = (/** @type {Offer} */ offer) => {
    closeDialog();
    setTimeout(() => offer.run(""), 0); // after the dialog has given focus back
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (step && all.length) setAt((at + step + all.length) % all.length);
    else if (event.key === "Enter" && all[at]) run(all[at]);
    else return;
    event.preventDefault();
    document.getElementById(`found-${at}`)?.scrollIntoView({ block: "nearest" });
  };
  const item = (/** @type {Offer} */ offer, /** @type {number} */ i) =>
    html`<${Found} key=${`${i}${offer.text}`} offer=${offer} i=${i} on=${i === at}
      onOver=${() => setAt(i)} onRun=${() => run(offer)} />`;
  return html`<${Dialog} label="Find or run" kind="palette">
    <label class="query"><${Icon} name="search" />
      <input value=${query} placeholder="Type a command or find a task" aria-label="Command or task"
        role="combobox" aria-expanded="true"
        aria-controls="found" aria-activedescendant=${all.length ? `found-${at}` : undefined}
          autocomplete="off"
        onKeyDown=${key}
        onInput=${(/** @type {InputEvent} */ event) => {
          setQuery(/** @type {HTMLInputElement} */ (event.target).value);
          setAt(0);
        }} />
      <kbd>Esc</kbd></label>
    <ul id="found" role="listbox" aria-label="Results">
      ${commands.map(item)}
      ${found.length > 0 && html`<li role="presentation" class="section">Tasks</li>`}
      ${found.map((offer, i) => item(offer, commands.length + i))}
    </ul>
    ${!all.length && html`<p class="none">Nothing matches “${query}”.</p>`}
  <//>`;
}

/** @param {{offer: Offer, i: number, on: boolean, onOver: () => void, onRun: () => void}} props */
function Found({ offer, i, on, onOver, onRun }) {
  const keys = keysOf(offer);
  return html`<li
  role="option"
  id=${`found-${i}`}
  aria-selected=${String(on)}
  class=${classes(on && "on", offer.done && "done")}
  onPointerMove=${() => on || onOver()}
  onClick=${onRun}
>
  ${
    offer.icon
      ? html`<${Icon} name=${offer.icon} />`
      : html`<i class="dot hue"
    style=${hue(offer.colour)}></i>`
  }
  <span>${offer.text}</span>
  ${
    keys.length
      ? html`<small>${Keys(keys[0])}</small>`
      : offer.note &&
        html`<small>
    ${offer.note}</small>`
  }
</li>`;
}
