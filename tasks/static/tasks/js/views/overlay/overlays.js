/** The open dialog. */
import { html } from "#wd/core/ui.js";
import { dialog } from "#wd/tasks/state/page.js";
import { lazy } from "#wd/tasks/views/lazy.js";

const Dialogs = lazy("Dialogs");

export const Overlays = () => dialog.value && html`<${Dialogs} name=${dialog.value} />`;
