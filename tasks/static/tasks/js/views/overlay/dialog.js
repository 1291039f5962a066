/** A modal dialog that opens with its name in `dialog`, and gives focus back when it closes. */
import { html, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { dialog } from "#wd/tasks/state/page.js";

export const closeDialog = () => {
  dialog.value = null;
};

/** @param {{label: string, kind: string, children?: any}} props */
export function Dialog({ label, kind, children }) {
  /** @type {{current: HTMLDialogElement | null}} */
  const element = useRef(null);
  // A layout effect: a fast typist's next key must reach the dialog.
  useLayoutEffect(() => {
    const open = /** @type {HTMLDialogElement} */ (element.current);
    open.showModal();
    /** @type {HTMLElement | null} */ (open.querySelector("[data-first], input"))?.focus();
    return () => open.close();
  }, []);
  const outside = (/** @type {Event} */ event) => event.target === element.current && closeDialog();
  // Escape cancels at once and closes a task later, when the next key may have come already.
  return html`<dialog class=${kind} ref=${element} aria-label=${label} onCancel=${closeDialog}
    onClose=${closeDialog} onClick=${outside}>${children}</dialog>`;
}
