/** The actions of a row or block, or of the selection: a menu beside it, or a sheet on a touch screen. */
import { t } from "#wd/core/i18n.js";
import { html, useState } from "#wd/core/ui.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { targets } from "#wd/tasks/state/derived.js";
import { actionsAt, cursor } from "#wd/tasks/state/page.js";
import { MenuItems } from "#wd/tasks/views/menu.js";
import { actionsFor } from "#wd/tasks/views/overlay/action-list.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** @typedef {import("#wd/tasks/views/overlay/action-list.js").Action} Action */

export function ActionMenu() {
  const [entries] = useState(() => targets(cursor.peek()));
  const [actions] = useState(() => actionsFor(entries));
  const [submenu, setSubmenu] = useState(/** @type {Action | null} */ (null));
  const [left, setLeft] = useState(/** @type {Action | null} */ (null));
  if (!entries.length) return null;
  const pick = (/** @type {Action} */ action) => {
    if (action.choices) return setSubmenu(action);
    closeDialog();
    setTimeout(action.value); // after the menu has restored the focus
  };
  const back = () => {
    setLeft(submenu);
    setSubmenu(null);
  };
  const tasks = nameOf(entries);
  const label = submenu?.choices?.label ?? t("Actions for {tasks}", { tasks });
  const title = submenu?.choices?.label ?? tasks;
  return html`<${actionsAt.peek().sheet ? Sheet : Beside} label=${label} title=${title}>
    ${
      submenu?.choices
        ? html`<${Choices} key=${submenu.name} choices=${submenu.choices} onBack=${back} />`
        : html`<${MenuItems} key="actions" options=${actions} first=${left?.value} onPick=${pick} />`
    }
  <//>`;
}

/** @param {{choices: NonNullable<Action["choices"]>, onBack: () => void}} props */
function Choices({ choices: { options, value, pick }, onBack }) {
  const run = (/** @type {{value: any}} */ option) => {
    closeDialog();
    setTimeout(() => pick(option.value));
  };
  return html`<${MenuItems} options=${options} value=${value} onPick=${run} onBack=${onBack} />`;
}

/** @param {{label: string, children?: any}} props */
function Beside({ label, children }) {
  const key = cursor.peek() ?? "";
  const { box } = actionsAt.peek();
  const element = document.querySelector(`[data-block="${key}"]:focus`) ?? elementOf(key);
  return html`<${Popover} anchor=${box ? { getBoundingClientRect: () => box } : element}
    label=${label} role="menu" kind="menu actions" onClose=${closeDialog}>${children}<//>`;
}

/** @param {string} key */
const elementOf = (key) =>
  document.getElementById(key) ?? document.querySelector(`[data-block="${key}"]`);

/** @param {{label: string, title: string, children?: any}} props */
const Sheet = ({ label, title, children }) => html`<${Dialog} label=${label} kind="action-sheet">
  <h2 tabindex="-1" data-first>${title}</h2>
  <div class="menu actions" role="menu" aria-label=${label}>${children}</div>
<//>`;
