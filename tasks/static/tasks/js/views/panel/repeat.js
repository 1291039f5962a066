/** The rule of a task in words, its editor, its pauses and the deadline of each of its days. */
import { t } from "#wd/core/i18n.js";
import { html, Icon, useState } from "#wd/core/ui.js";
import { ruleLabel } from "#wd/tasks/model/wording.js";
import { twelve } from "#wd/tasks/state/derived.js";
import { Pause } from "#wd/tasks/views/panel/pause.js";
import { RepeatEditor } from "#wd/tasks/views/panel/repeat-editor.js";

/** @param {{entry: Entry, editable: boolean}} props */
export function Repeat({ entry, editable }) {
  const [editing, setEditing] = useState(false);
  const { series } = entry.task;
  const rule = series
    ? t("Repeats {rule}", { rule: ruleLabel(series, twelve.value) })
    : t("Does not repeat");
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
    ${series && !editing && html`<${Pause} task=${entry.task} series=${series} editable=${editable} />`}
  </section>`;
}
