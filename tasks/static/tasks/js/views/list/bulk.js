/** The toolbar for the selected rows. */
import { t, tn } from "#wd/core/i18n.js";
import { span } from "#wd/core/time.js";
import { html, Icon } from "#wd/core/ui.js";
import { archive, complete, skip } from "#wd/tasks/state/actions.js";
import { entryAt, minutesOf, targets } from "#wd/tasks/state/derived.js";
import { clearSelection, dialog, selected } from "#wd/tasks/state/page.js";

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
  const all = (/** @type {(entries: Entry[]) => void} */ action) => () => {
    action(entries);
    clearSelection();
  };
  return html`<div class="bulk" role="toolbar" aria-label=${t("Selected tasks")}>
    <b>${tn("{count} selected", "{count} selected", entries.length)}</b><span>${span(minutes)}</span>
    <${Action} icon="check" name=${t("Complete")} run=${all(complete)} />
    <${Action} icon="calendar-plus" name=${t("Move to…")} run=${() => {
      dialog.value = "move";
    }} />
    ${
      entries.some(({ kind }) => kind === "instance") &&
      html`<${Action} icon="skip-forward"
      name=${t("Skip")} run=${all(skip)} />`
    }
    <${Action} icon="archive" name=${t("Archive")} run=${all(archive)} />
    <button type="button" class="icon-button" aria-label=${t("Clear the selection")}
      onClick=${clearSelection}><${Icon} name="x" size=${14} /></button>
  </div>`;
}

/** @param {{icon: string, name: string, run: () => void}} props */
const Action = ({ icon, name, run }) =>
  html`<button type="button" class="action" onClick=${run}><${Icon} name=${icon} size=${14} /><span>
    ${name}</span></button>`;
