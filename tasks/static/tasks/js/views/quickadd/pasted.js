/** Several pasted lines: as many tasks, or one. */
import { html } from "#wd/core/ui.js";
import { add } from "#wd/tasks/state/quickadd.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** @param {{text: string, anchor: Element | null, onClose: () => void, onRefused: (text: string) => void}} props */
export function Pasted({ text, anchor, onClose, onRefused }) {
  const lines = text.split("\n").filter((line) => line.trim());
  const save = (/** @type {string} */ all) => async () => {
    onClose();
    if (!(await add({ text: all }))) onRefused(text);
  };
  return html`<${Popover} anchor=${anchor} label="Pasted lines" kind="pasted" onClose=${onClose}>
    <p>${lines.length} lines. Indented ones become subtasks.</p>
    <ul>${lines.slice(0, 8).map((line) => html`<li>${line.replace(/\t/g, "  ")}</li>`)}</ul>
    <footer>
      <button type="button" class="primary" data-first
        onClick=${save(text)}>Add ${lines.length} tasks</button>
      <button type="button" class="quiet"
        onClick=${save(lines.map((line) => line.trim()).join(" "))}>One task</button>
    </footer>
  <//>`;
}
