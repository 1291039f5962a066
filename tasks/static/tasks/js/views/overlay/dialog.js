/** A modal dialog, open while `dialog` contains its name. Closing it restores the focus. */
import { html, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { dialog } from "#wd/tasks/state/page.js";
import { isCoarse } from "#wd/tasks/state/screen.js";

export const closeDialog = () => {
  dialog.value = null;
};

/** @param {{label: string, kind: string, children?: any}} props */
export function Dialog({ label, kind, children }) {
  /** @type {{current: HTMLDialogElement | null}} */
  const element = useRef(null);
  // A layout effect, so that the next key already reaches the dialog.
  useLayoutEffect(() => {
    const open = /** @type {HTMLDialogElement} */ (element.current);
    const first = /** @type {HTMLElement | null} */ (open.querySelector("[data-first], input"));
    // A field would raise the keyboard of a touch screen over the choices; only a search is for typing.
    const isSearch = first?.matches("[role=combobox]");
    const raises = isCoarse.peek() && first instanceof HTMLInputElement && !isSearch;
    open.showModal();
    (raises ? open : first)?.focus();
    // Typing replaces what the field starts with; a search starts with what was typed ahead.
    if (!raises && !isSearch && first instanceof HTMLInputElement) first.select();
    return () => open.close();
  }, []);
  const outside = (/** @type {Event} */ event) => event.target === element.current && closeDialog();
  // Escape cancels at once but closes in a later task, perhaps after the next key.
  return html`<dialog class=${kind} ref=${element} tabindex="-1" aria-label=${label} onCancel=${closeDialog}
    onClose=${closeDialog} onClick=${outside}>${children}</dialog>`;
}
