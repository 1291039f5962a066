/** Asks whether a day of a series is deleted alone, or with its series. */
import { t, tn } from "#wd/core/i18n.js";
import { html, useState } from "#wd/core/ui.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { moveToTrash } from "#wd/tasks/state/actions.js";
import { targets } from "#wd/tasks/state/derived.js";
import { clearSelection, cursor } from "#wd/tasks/state/page.js";
import { deleteSeries } from "#wd/tasks/state/series.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

export function DeleteDialog() {
  const [entries] = useState(() => targets(cursor.peek()));
  const question = t("Delete “{tasks}”?", { tasks: nameOf(entries) });
  const days = entries.filter(({ kind }) => kind === "instance").length;
  const run = (/** @type {(entries: Entry[]) => void} */ action) => () => {
    closeDialog();
    action(entries);
    clearSelection();
  };
  return html`<${Dialog} label=${question} kind="move">
    <h2>${question}</h2>
    <footer>
      <button type="button" class="primary" data-first onClick=${run(moveToTrash)}>
        ${tn("Only this day", "Only these days", days)}</button>
      <button type="button" class="quiet danger" onClick=${run(deleteSeries)}>
        ${t("The series, with all its days")}</button>
      <button type="button" class="quiet" onClick=${closeDialog}>${t("Cancel")}</button>
    </footer>
  <//>`;
}
