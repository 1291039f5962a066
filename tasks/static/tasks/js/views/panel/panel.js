/**
 * The task panel: all fields of a task or an instance, beside the list or in a sheet over it.
 */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { html, Icon, useLayoutEffect, useRef, useState } from "#wd/core/ui.js";
import { toggleLabel } from "#wd/tasks/model/wording.js";
import { archive, skip, toggleDone } from "#wd/tasks/state/actions.js";
import { colourOf, entryAt } from "#wd/tasks/state/derived.js";
import { cursor, dialog, openKey } from "#wd/tasks/state/page.js";
import { isCoarse } from "#wd/tasks/state/screen.js";
import { deleteSeries } from "#wd/tasks/state/series.js";
import { Choices } from "#wd/tasks/views/choices.js";
import { Activity } from "#wd/tasks/views/panel/activity.js";
import { Details } from "#wd/tasks/views/panel/details.js";
import { Notes } from "#wd/tasks/views/panel/notes.js";
import { Relations } from "#wd/tasks/views/panel/relations.js";
import { Repeat } from "#wd/tasks/views/panel/repeat.js";
import { Subtasks } from "#wd/tasks/views/panel/subtasks.js";
import { Title } from "#wd/tasks/views/panel/title.js";

/** Close the panel. Leaving the focused field first saves its text. */
function close() {
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  openKey.value = null;
}

/** @param {{entry: Entry}} props */
export function Panel({ entry }) {
  /** @type {{current: HTMLElement | null}} */
  const aside = useRef(null);
  const [scope, setScope] = useState("this");
  const series = entryAt(`t${entry.task.id}`) ?? entry;
  const edited = scope === "series" ? series : entry;
  useLayoutEffect(() => takeFocus(/** @type {HTMLElement} */ (aside.current), entry.key), []);
  return html`<div class="panel-veil" onClick=${close}></div>
    <aside class="panel hue" ref=${aside} tabindex="-1" aria-label=${entry.title} style=${hue(colourOf(entry))}
      onKeyDown=${handleKey}>
      <${Head} entry=${entry} />
      <div class="panel-body">
        ${
          entry.kind === "instance" &&
          html`<${Choices} label=${t("Apply changes to")} value=${scope} onPick=${setScope}
            options=${[
              { value: "this", name: t("This day") },
              { value: "series", name: t("The series") },
            ]} />`
        }
        <${Title} key=${`title${edited.key}`} entry=${edited} />
        <${Details} key=${`details${edited.key}`} entry=${edited} />
        <${Repeat} key=${`repeat${edited.key}`} entry=${entry} editable=${edited.kind === "task"} />
        <${Notes} key=${`notes${edited.key}`} entry=${edited} />
        ${edited.kind === "task" && html`<${Subtasks} task=${edited.task} />`}
        ${edited.kind === "task" && html`<${Relations} task=${edited.task} />`}
        <${Activity} task=${edited.task} />
      </div>
      <${Foot} entry=${entry} edited=${edited} />
    </aside>`;
}

/**
 * Focus the title, on a touch screen only the panel, and on close the row or block again.
 * @param {HTMLElement} aside @param {string} key
 */
function takeFocus(aside, key) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  (isCoarse.peek() ? aside : aside.querySelector("textarea"))?.focus();
  return () => {
    const row = document.getElementById(key) ?? document.querySelector(`[data-block="${key}"]`);
    const target = before?.isConnected && before !== document.body ? before : row;
    /** @type {HTMLElement | null} */ (target)?.focus({ preventScroll: true });
  };
}

/** @param {KeyboardEvent} event */
function handleKey(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  close();
}

/** @type {Partial<Record<Status, string>>} */
const STATUSES = {
  completed: t("Completed"),
  archived: t("Archived"),
  skipped: t("Skipped"),
};

/** @param {{entry: Entry}} props */
function Head({ entry }) {
  const done = entry.status !== "pending";
  return html`<header class="panel-head">
    <button type="button" class="check" aria-pressed=${String(entry.status === "completed")}
      aria-label=${toggleLabel(done, entry.title)}
      onClick=${() => toggleDone(entry)}></button>
    <span>${STATUSES[entry.status] ?? (entry.kind === "instance" ? t("One day of a series") : t("Task"))}</span>
    <button type="button" class="icon-button" aria-label=${t("Close")} onClick=${close}>
      <${Icon} name="x" /></button>
  </header>`;
}

/** @param {{entry: Entry, edited: Entry}} props */
function Foot({ entry, edited }) {
  const runAndClose = (/** @type {(entries: Entry[]) => void} */ action) => () => {
    action([entry]);
    close();
  };
  const findTime = () => {
    close();
    cursor.value = entry.key;
    dialog.value = "find-time";
  };
  const button = (
    /** @type {string} */ icon,
    /** @type {string} */ name,
    /** @type {any} */ action,
  ) =>
    html`<button type="button" class="quiet" onClick=${runAndClose(action)}>
      <${Icon} name=${icon} size=${14} />${name}</button>`;
  return html`<footer class="panel-foot">
    <button type="button" class="quiet" onClick=${findTime}>
      <${Icon} name="calendar-clock" size=${14} />${t("Find a time")}</button>
    ${edited.kind === "instance" && button("skip-forward", t("Skip"), skip)}
    ${entry.kind === "task" && button("archive", t("Archive"), archive)}
    ${edited.kind === "task" && edited.task.series && button("trash-2", t("Delete the series"), deleteSeries)}
  </footer>`;
}
