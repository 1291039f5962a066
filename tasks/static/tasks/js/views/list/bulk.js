/** What can be done with the selected rows at once. */
import { span } from "#wd/core/time.js";
import { html, Icon } from "#wd/core/ui.js";
import { archive, complete, skip } from "#wd/tasks/state/actions.js";
import { entryAt, minutesOf, targets } from "#wd/tasks/state/derived.js";
import { clearSelection, dialog, selected } from "#wd/tasks/state/page.js";

/**
 * A subtask of a selected task is in its parent's sum already.
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
  return html`<div class="bulk" role="toolbar" aria-label="Selected tasks">
    <b>${entries.length} selected</b><span>${span(minutes)}</span>
    <${Action} icon="check" name="Complete" act=${all(complete)} />
    <${Action} icon="calendar-plus" name="Move to…" act=${() => {
      dialog.value = "move";
    }} />
    ${
      entries.some(({ kind }) => kind === "instance") &&
      html`<${Action} icon="skip-forward"
      name="Skip" act=${all(skip)} />`
    }
    <${Action} icon="archive" name="Archive" act=${all(archive)} />
    <button type="button" class="icon-button" aria-label="Clear the selection"
      onClick=${clearSelection}><${Icon} name="x" size=${14} /></button>
  </div>`;
}

/** @param {{icon: string, name: string, act: () => void}} props */
const Action = ({ icon, name, act }) =>
  html`<button type="button" class="action" onClick=${act}><${Icon} name=${icon} size=${14} /><span>
    ${name}</span></button>`;
