/**
 * One task, or one instance of a series, with all its fields: beside the list, or a sheet over
 * it.
 */
import { hue } from "#wd/core/colour.js";
import { html, Icon, useLayoutEffect, useRef, useState } from "#wd/core/ui.js";
import { archive, skip, toggleDone } from "#wd/tasks/state/actions.js";
import { colourOf, entryAt } from "#wd/tasks/state/derived.js";
import { cursor, dialog, opened } from "#wd/tasks/state/page.js";
import { Choices } from "#wd/tasks/views/choices.js";
import { Activity } from "#wd/tasks/views/panel/activity.js";
import { Details } from "#wd/tasks/views/panel/details.js";
import { Notes } from "#wd/tasks/views/panel/notes.js";
import { Relations } from "#wd/tasks/views/panel/relations.js";
import { Repeat } from "#wd/tasks/views/panel/repeat.js";
import { Subtasks } from "#wd/tasks/views/panel/subtasks.js";
import { Title } from "#wd/tasks/views/panel/title.js";

/** Leaving the panel is leaving the field one is in: what was typed is kept. */
function close() {
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  opened.value = null;
}

/** @param {{entry: Entry}} props */
export function Panel({ entry }) {
  /** @type {{current: HTMLElement | null}} */
  const aside = useRef(null);
  const [scope, setScope] = useState("this");
  const series = entryAt(`t${entry.task.id}`) ?? entry;
  const shown = scope === "series" ? series : entry;
  useLayoutEffect(() => holdFocus(/** @type {HTMLElement} */ (aside.current), entry.key), []);
  return html`<div class="panel-veil" onClick=${close}></div>
    <aside class="panel hue" ref=${aside} aria-label=${entry.title} style=${hue(colourOf(entry))}
      onKeyDown=${panelKeys}>
      <${Head} entry=${entry} />
      <div class="panel-body">
        ${
          entry.kind === "instance" &&
          html`<${Choices} label="What to change" value=${scope} onPick=${setScope}
            options=${[
              { value: "this", name: "This day" },
              { value: "series", name: "The series" },
            ]} />`
        }
        <${Title} key=${`title${shown.key}`} entry=${shown} />
        <${Details} key=${`details${shown.key}`} entry=${shown} />
        <${Repeat} key=${`repeat${shown.key}`} entry=${entry} editable=${shown.kind === "task"} />
        <${Notes} key=${`notes${shown.key}`} entry=${shown} />
        ${shown.kind === "task" && html`<${Subtasks} task=${shown.task} />`}
        ${shown.kind === "task" && html`<${Relations} task=${shown.task} />`}
        <${Activity} task=${shown.task} />
      </div>
      <${Foot} entry=${entry} />
    </aside>`;
}

/**
 * Into the panel at the start, back to the row or block at the end.
 * @param {HTMLElement} aside @param {string} key
 */
function holdFocus(aside, key) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  aside.querySelector("textarea")?.focus();
  return () => {
    const row = document.getElementById(key) ?? document.querySelector(`[data-block="${key}"]`);
    const target = before?.isConnected && before !== document.body ? before : row;
    /** @type {HTMLElement | null} */ (target)?.focus({ preventScroll: true });
  };
}

/** @param {KeyboardEvent} event */
function panelKeys(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  close();
}

/** @param {{entry: Entry}} props */
function Head({ entry }) {
  const done = entry.status !== "pending";
  return html`<header class="panel-head">
    <button type="button" class="check" aria-pressed=${String(entry.status === "completed")}
      aria-label=${`${done ? "Open again" : "Complete"}: ${entry.title}`}
      onClick=${() => toggleDone(entry)}></button>
    <span>${done ? `${entry.status[0].toUpperCase()}${entry.status.slice(1)}` : entry.kind === "instance" ? "One day of a series" : "Task"}</span>
    <button type="button" class="icon-button" aria-label="Close" onClick=${close}>
      <${Icon} name="x" /></button>
  </header>`;
}

/** @param {{entry: Entry}} props */
function Foot({ entry }) {
  const act = (/** @type {(entries: Entry[]) => void} */ action) => () => {
    action([entry]);
    close();
  };
  const ask = () => {
    close();
    cursor.value = entry.key;
    dialog.value = "slots";
  };
  return html`<footer class="panel-foot">
    <button type="button" class="quiet" onClick=${ask}>
      <${Icon} name="calendar-clock" size=${14} />When could I?</button>
    ${
      entry.kind === "instance"
        ? html`<button type="button" class="quiet" onClick=${act(skip)}>
          <${Icon} name="skip-forward" size=${14} />Skip this one</button>`
        : html`<button type="button" class="quiet" onClick=${act(archive)}>
          <${Icon} name="archive" size=${14} />Archive</button>`
    }
  </footer>`;
}
