/** The toast, and the page's polite live region. */
import { t } from "#wd/core/i18n.js";
import { classes, html } from "#wd/core/ui.js";
import { announcement, dismiss, toast } from "#wd/tasks/state/notice.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";

export function Toast() {
  const current = toast.value;
  const runAction = () => {
    dismiss();
    current?.action?.();
  };
  return html`<div class=${classes("toast", current && "on")} role="status">
      ${
        current &&
        html`<span>${current.text}</span>${
          current.label &&
          html`<button type="button" onClick=${runAction}>
            ${current.label} ${current.label === t("Undo") && isKeyEnabled("z") && html`<kbd>Z</kbd>`}</button>`
        }`
      }
    </div>
    <div class="sr" aria-live="polite">${announcement.value}</div>`;
}
