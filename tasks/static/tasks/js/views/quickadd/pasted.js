/** Asks whether pasted lines become several tasks or one. */
import { t, tn } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { add } from "#wd/tasks/state/quickadd.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** @param {{text: string, anchor: Element | null, onClose: () => void, onReject: (text: string) => void}} props */
export function Pasted({ text, anchor, onClose, onReject }) {
  const lines = text.split("\n").filter((line) => line.trim());
  const save = (/** @type {string} */ all) => async () => {
    onClose();
    if (!(await add({ text: all }))) onReject(text);
  };
  return html`<${Popover} anchor=${anchor} label=${t("Pasted lines")} kind="pasted" onClose=${onClose}>
    <p>${tn(
      "{count} line. Indented lines become subtasks.",
      "{count} lines. Indented lines become subtasks.",
      lines.length,
    )}</p>
    <ul>${lines.slice(0, 8).map((line) => html`<li>${line.replace(/\t/g, "  ")}</li>`)}</ul>
    <footer>
      <button type="button" class="primary" data-first
        onClick=${save(text)}>${tn("Add {count} task", "Add {count} tasks", lines.length)}</button>
      <button type="button" class="quiet"
        onClick=${save(lines.map((line) => line.trim()).join(" "))}>${t("Add as one task")}</button>
    </footer>
  <//>`;
}
