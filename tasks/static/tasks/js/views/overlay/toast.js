/** The toast, and the page's polite live region. */
import { t } from "#wd/core/i18n.js";
import { classes, html, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { announcement, dismiss, toast } from "#wd/tasks/state/notice.js";
import { openKey, selected } from "#wd/tasks/state/page.js";
import { proposal } from "#wd/tasks/state/plan.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";

/** Whether buttons stand at the lower edge: of the panel, a proposal or the bar for selected rows. */
const hasLowerButtons = () =>
  openKey.value !== null || proposal.value !== null || selected.value.size > 0;

export function Toast() {
  const current = toast.value;
  const reserved = useRef(false);
  // Buttons must not move under the pointer when the toast disappears, so its place stays for them.
  reserved.current = current !== null || (reserved.current && hasLowerButtons());
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute("data-toast", reserved.current);
  });
  return html`<div class=${classes("toast-place", reserved.current && "on")} role="status">
      ${current && html`<${Message} ...${current} />`}
    </div>
    <div class="sr" aria-live="polite">${announcement.value}</div>`;
}

/** @param {{text: string, label?: string, action?: () => void}} props */
function Message({ text, label, action }) {
  const runAction = () => {
    dismiss();
    action?.();
  };
  return html`<div class="toast on"><span>${text}</span>${
    label &&
    html`<button type="button" onClick=${runAction}>
      ${label} ${label === t("Undo") && isKeyEnabled("z") && html`<kbd>Z</kbd>`}</button>`
  }</div>`;
}
