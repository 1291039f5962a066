/** Searches tasks and commands by a few letters. */
import { hue } from "#wd/core/colour.js";
import { score } from "#wd/core/fuzzy.js";
import { t } from "#wd/core/i18n.js";
import { classes, html, Icon, useState } from "#wd/core/ui.js";
import { whenLabel } from "#wd/tasks/model/wording.js";
import { COMMANDS, keysOf } from "#wd/tasks/shortcuts.js";
import { today } from "#wd/tasks/state/clock.js";
import { colourOf, entries, twelve } from "#wd/tasks/state/derived.js";
import { cursor, openKey, typedAhead } from "#wd/tasks/state/page.js";
import { add } from "#wd/tasks/state/quickadd.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";
import { Keys } from "#wd/tasks/views/overlay/help.js";
import { useReading } from "#wd/tasks/views/quickadd/preview.js";

/**
 * @typedef {{text: string, run: (key: string) => unknown, icon?: string, colour?: string, keys?: string[], note?: string, done?: boolean}}
 * Result
 */

const MAX_COMMANDS = 9;
const MAX_TASKS = 7;

/**
 * @template {{text: string}} T
 * @param {string} query @param {T[]} candidates @param {number} limit @returns {T[]}
 */
function best(query, candidates, limit) {
  const scored = candidates.map((candidate) => ({
    candidate,
    points: score(query, candidate.text),
  }));
  const matching = scored.filter(({ points }) => points > 0);
  if (query) matching.sort((a, b) => b.points - a.points);
  return matching.slice(0, limit).map(({ candidate }) => candidate);
}

/** Return tasks as results; a series counts once, not per instance. @returns {Result[]} */
const taskResults = () =>
  [...entries.value.values()]
    .filter(({ kind, status }) => kind === "task" && status !== "archived")
    .map((entry) => ({
      text: entry.title,
      colour: colourOf(entry) ?? "#888888",
      note: whenLabel(entry, today.value, twelve.value),
      done: entry.status === "completed",
      run: () => {
        cursor.value = entry.key;
        openKey.value = entry.key;
      },
    }));

/** @param {string} query */
function search(query) {
  const usable = COMMANDS.filter(({ icon, when }) => icon && (when?.() ?? true));
  return {
    commands: best(query, /** @type {Result[]} */ (usable), MAX_COMMANDS),
    tasks: query ? best(query, taskResults(), MAX_TASKS) : [],
  };
}

function takeTypedAhead() {
  const text = typedAhead.peek();
  typedAhead.value = "";
  return text;
}

export function Palette() {
  const [query, setQuery] = useState(takeTypedAhead);
  const [at, setAt] = useState(0);
  const { commands, tasks } = search(query.trim());
  const adding = useAdding(query);
  const all = [...commands, ...tasks, ...adding];
  const run = (/** @type {Result} */ result) => {
    closeDialog();
    setTimeout(() => result.run(""), 0); // after the dialog has restored the focus
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (step && all.length) setAt((at + step + all.length) % all.length);
    else if (event.key === "Enter" && all[at]) run(all[at]);
    else return;
    event.preventDefault();
    document.getElementById(`result-${at}`)?.scrollIntoView({ block: "nearest" });
  };
  const item = (/** @type {Result} */ result, /** @type {number} */ i) =>
    html`<${ResultItem} key=${`${i}${result.text}`} result=${result} i=${i} on=${i === at}
      onOver=${() => setAt(i)} onRun=${() => run(result)} />`;
  return html`<${Dialog} label=${t("Search and commands")} kind="palette">
    <label class="query"><${Icon} name="search" />
      <input value=${query} placeholder=${t("Search tasks and commands")} aria-label=${t("Search tasks and commands")}
        role="combobox" aria-expanded="true"
        aria-controls="results" aria-activedescendant=${all.length ? `result-${at}` : undefined}
          autocomplete="off"
        onKeyDown=${key}
        onInput=${(/** @type {InputEvent} */ event) => {
          setQuery(/** @type {HTMLInputElement} */ (event.target).value);
          setAt(0);
        }} />
      <kbd>${t("Esc")}</kbd></label>
    <ul id="results" role="listbox" aria-label=${t("Results")}>
      ${commands.map(item)}
      ${tasks.length > 0 && html`<li role="presentation" class="section">${t("Tasks")}</li>`}
      ${tasks.map((result, i) => item(result, commands.length + i))}
      ${adding.map((result) => item(result, all.length - 1))}
    </ul>
    ${!all.length && html`<p class="none">${t("No results for “{query}”.", { query })}</p>`}
  <//>`;
}

/**
 * Return a result that adds the query as a task, with what quick add reads in it.
 * @param {string} query @returns {Result[]}
 */
function useAdding(query) {
  const { text, lines } = useReading(query, query.length);
  if (!query.trim()) return [];
  const line = text === query ? lines[0] : undefined;
  const title = line?.title || query.trim();
  const note = line?.tokens.map(({ label }) => label).join(" · ") || line?.problems[0];
  const run = () => add({ text: query.trim() });
  return [{ text: t("Add “{title}”", { title }), icon: "plus", note, run }];
}

/** @param {{result: Result, i: number, on: boolean, onOver: () => void, onRun: () => void}} props */
function ResultItem({ result, i, on, onOver, onRun }) {
  const keys = keysOf(result);
  return html`<li
  role="option"
  id=${`result-${i}`}
  aria-selected=${String(on)}
  class=${classes(on && "on", result.done && "done")}
  onPointerMove=${() => on || onOver()}
  onClick=${onRun}
>
  ${
    result.icon
      ? html`<${Icon} name=${result.icon} />`
      : html`<i class="dot hue"
    style=${hue(result.colour)}></i>`
  }
  <span>${result.text}</span>
  ${
    keys.length
      ? html`<small>${Keys(keys[0])}</small>`
      : result.note &&
        html`<small>
    ${result.note}</small>`
  }
</li>`;
}
