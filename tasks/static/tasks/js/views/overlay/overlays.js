/** The dialog in front. */
import { html } from "#wd/core/ui.js";
import { dialog } from "#wd/tasks/state/page.js";
import { later } from "#wd/tasks/views/lazy.js";

const Dialogs = later("Dialogs");

export const Overlays = () => dialog.value && html`<${Dialogs} name=${dialog.value} />`;
