/** The toolbar for the selected rows. */
import { t, tn } from "#wd/core/i18n.js";
import { span } from "#wd/core/time.js";
import { html, Icon } from "#wd/core/ui.js";
import { deleteTargets } from "#wd/tasks/commands.js";
import { complete, skip } from "#wd/tasks/state/actions.js";
import { MAX_ROWS } from "#wd/tasks/state/bulk.js";
import { entryAt, minutesOf, targets } from "#wd/tasks/state/derived.js";
import { clearSelection, dialog, openActions, selected } from "#wd/tasks/state/page.js";
import { isCoarse } from "#wd/tasks/state/screen.js";

/**
 * Whether an entry counts: a selected parent already includes its subtasks.
 * @param {Entry} entry
 * @returns {boolean}
 */
function isCounted(entry) {
  for (let id = entry.task.parent_id; id !== null; ) {
    if (selected.value.has(`t${id}`)) return false;
    id = entryAt(`t${id}`)?.task.parent_id ?? null;
  }
  return true;
}

export function Bulk() {
  if (!selected.value.size) return null;
  const entries = targets(null);
  const minutes = entries.filter(isCounted).reduce((sum, entry) => sum + minutesOf(entry), 0);
  const limit = t("Select at most {count} tasks at once.", { count: MAX_ROWS });
  return html`<div class="bulk" role="toolbar" aria-label=${t("Selected tasks")}>
    <b>${tn("{count} selected", "{count} selected", entries.length)}</b>
    ${
      entries.length > MAX_ROWS
        ? html`<span role="status">${limit}</span>`
        : html`<span>${span(minutes)}</span><${Actions} entries=${entries} />`
    }
    <button type="button" class="icon-button" aria-label=${t("Clear the selection")}
      onClick=${clearSelection}><${Icon} name="x" size=${14} /></button>
  </div>`;
}

/** @param {{entries: Entry[]}} props */
function Actions({ entries }) {
  const all = (/** @type {(entries: Entry[]) => void} */ action) => () => {
    action(entries);
    clearSelection();
  };
  const move = () => {
    dialog.value = "move";
  };
  const edit = (/** @type {MouseEvent} */ { currentTarget: button }) => {
    const box = /** @type {HTMLElement} */ (button).getBoundingClientRect();
    openActions(entries[0].key, { box, sheet: isCoarse.peek() });
  };
  return html`<${Action} icon="check" name=${t("Complete")} run=${all(complete)} />
    <${Action} icon="calendar-plus" name=${t("Move to…")} run=${move} />
    ${
      entries.some(({ kind }) => kind === "instance") &&
      html`<${Action} icon="skip-forward" name=${t("Skip")} optional run=${all(skip)} />`
    }
    <${Action} icon="pencil" name=${t("Edit…")} opens="menu" run=${edit} />
    <${Action} icon="trash-2" name=${t("Delete")} run=${deleteTargets} />`;
}

/** @param {{icon: string, name: string, opens?: string, optional?: boolean, run: (event: MouseEvent) => void}} props */
const Action = ({ icon, name, opens, optional, run }) =>
  html`<button type="button" class="action" title=${name} aria-haspopup=${opens}
    data-optional=${optional && ""} onClick=${run}>
    <${Icon} name=${icon} size=${14} /><span>${name}</span></button>`;
