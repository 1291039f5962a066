/** The dialog that sets a deadline. */
import { t } from "#wd/core/i18n.js";
import { html, useState } from "#wd/core/ui.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { patchAll } from "#wd/tasks/state/actions.js";
import { targets } from "#wd/tasks/state/derived.js";
import { clearSelection, cursor } from "#wd/tasks/state/page.js";
import { MomentInput } from "#wd/tasks/views/moment/field.js";
import { useMoment } from "#wd/tasks/views/moment/reading.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

export function DeadlineDialog() {
  const [entries] = useState(() => targets(cursor.peek()).filter(({ kind }) => kind === "task"));
  const first = entries[0]?.task;
  const moment = useMoment({
    date: first?.deadline_date,
    time: first?.deadline_time?.slice(0, 5),
    required: true,
  });
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
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const value = await moment.read();
    if (value) save(value.date, value.time);
  };
  return html`<${Dialog} label=${t("Deadline for {tasks}", { tasks })} kind="move">
    <form onSubmit=${submit}>
      <h2>${t("Deadline for “{tasks}”", { tasks })}</h2>
      <div class="field"><label for="deadline-moment">${t("When")}</label>
        <${MomentInput} id="deadline-moment" moment=${moment} data-first />
        <span class="help">${t("A day without a time means its end")}</span></div>
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
