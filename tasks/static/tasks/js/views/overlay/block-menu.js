/** The menu of a block: the commands that apply to it. */
import { html } from "#wd/core/ui.js";
import { COMMANDS } from "#wd/tasks/shortcuts.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { cursor } from "#wd/tasks/state/page.js";
import { Menu } from "#wd/tasks/views/menu.js";
import { closeDialog } from "#wd/tasks/views/overlay/dialog.js";

export function BlockMenu() {
  const key = cursor.peek();
  const usable = COMMANDS.filter(({ icon, when }) => icon && when?.());
  return html`<${Menu} label=${entryAt(key)?.title}
    anchor=${document.querySelector(`[data-block="${key}"]`)}
    options=${usable.map(({ text, icon, run }) => ({ name: text, icon, value: run }))}
    onPick=${(/** @type {(key: string) => void} */ run) => setTimeout(run, 0, "")}
    onClose=${closeDialog} />`;
}
