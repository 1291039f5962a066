/** How a task repeats: in words, and an editor for it. */
import { html, Icon, useState } from "#wd/core/ui.js";
import { RepeatEditor } from "#wd/tasks/views/panel/repeat-editor.js";

/** @param {{entry: Entry, editable: boolean}} props */
export function Repeat({ entry, editable }) {
  const [editing, setEditing] = useState(false);
  const { series } = entry.task;
  const words = series ? `Repeats ${series.summary}` : "Does not repeat";
  return html`<section class="panel-section">
    <div class="panel-repeat"><${Icon} name="repeat" size=${14} /><span>${words}</span>
      ${
        editable &&
        !editing &&
        html`<button type="button" class="text-button"
        onClick=${() => setEditing(true)}>${series ? "Change" : "Repeat"}</button>`
      }
    </div>
    ${editable && editing && html`<${RepeatEditor} entry=${entry} onClose=${() => setEditing(false)} />`}
  </section>`;
}
