/** One toast at a time, and the page's one polite live region. */
import { classes, html } from "#wd/core/ui.js";
import { dismiss, said, toast } from "#wd/tasks/state/notice.js";
import { works } from "#wd/tasks/state/preferences.js";

export function Toast() {
  const shown = toast.value;
  const act = () => {
    dismiss();
    shown?.act?.();
  };
  return html`<div class=${classes("toast", shown && "on")} role="status">
      ${
        shown &&
        html`<span>${shown.text}</span>${
          shown.label &&
          html`<button type="button" onClick=${act}>
            ${shown.label} ${shown.label === "Undo" && works("z") && html`<kbd>Z</kbd>`}</button>`
        }`
      }
    </div>
    <div class="sr" aria-live="polite">${said.value}</div>`;
}
