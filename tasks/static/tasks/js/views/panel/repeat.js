/** The rule of a task in words, and its editor. */
import { t } from "#wd/core/i18n.js";
import { html, Icon, useState } from "#wd/core/ui.js";
import { RepeatEditor } from "#wd/tasks/views/panel/repeat-editor.js";

/** @param {{entry: Entry, editable: boolean}} props */
export function Repeat({ entry, editable }) {
  const [editing, setEditing] = useState(false);
  const { series } = entry.task;
  const rule = series ? t("Repeats {rule}", { rule: series.summary }) : t("Does not repeat");
  return html`<section class="panel-section">
    <div class="panel-repeat"><${Icon} name="repeat" size=${14} /><span>${rule}</span>
      ${
        editable &&
        !editing &&
        html`<button type="button" class="text-button"
        onClick=${() => setEditing(true)}>${series ? t("Change") : t("Repeat")}</button>`
      }
    </div>
    ${editable && editing && html`<${RepeatEditor} entry=${entry} onClose=${() => setEditing(false)} />`}
  </section>`;
}
