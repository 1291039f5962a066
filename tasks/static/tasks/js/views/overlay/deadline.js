/** The dialog that sets a deadline. */
import { t } from "#wd/core/i18n.js";
import { html, useState } from "#wd/core/ui.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { patchAll } from "#wd/tasks/state/actions.js";
import { targets } from "#wd/tasks/state/derived.js";
import { clearSelection, cursor } from "#wd/tasks/state/page.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

export function DeadlineDialog() {
  const [entries] = useState(() => targets(cursor.peek()).filter(({ kind }) => kind === "task"));
  const first = entries[0]?.task;
  if (!first) return null;
  const tasks = nameOf(entries);
  const save = (/** @type {string | null} */ date, /** @type {string | null} */ time) => {
    closeDialog();
    const fields = { deadline_date: date, deadline_time: date && time };
    patchAll(
      entries,
      fields,
      date ? t("Deadline set: {tasks}", { tasks }) : t("Deadline removed: {tasks}", { tasks }),
    );
    clearSelection();
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    save(String(form.get("date")), String(form.get("time")) || null);
  };
  return html`<${Dialog} label=${t("Deadline for {tasks}", { tasks })} kind="move">
    <form onSubmit=${submit}>
      <h2>${t("Deadline for “{tasks}”", { tasks })}</h2>
      <div class="two">
        <div class="field"><label for="deadline-date">${t("Day")}</label>
          <input id="deadline-date" name="date" type="date" required data-first
          value=${first.deadline_date ?? ""} /></div>
        <div class="field"><label for="deadline-time">${t("Time")}</label>
          <input id="deadline-time" name="time" type="time"
          value=${first.deadline_time?.slice(0, 5) ?? ""} /></div>
      </div>
      <footer>
        <button type="submit" class="primary">${t("Set deadline")}</button>
        <button type="button" class="quiet" onClick=${closeDialog}>${t("Cancel")}</button>
        ${
          first.deadline_date &&
          html`<button type="button" class="quiet danger"
          onClick=${() => save(null, null)}>${t("Remove deadline")}</button>`
        }
      </footer>
    </form>
  <//>`;
}
