/** The filter by energy, and the order of the list. */
import { t } from "#wd/core/i18n.js";
import { html, Icon, useRef, useState } from "#wd/core/ui.js";
import { ENERGIES, SORTS } from "#wd/tasks/model/wording.js";
import { energy, page, sort } from "#wd/tasks/state/page.js";
import { Choices } from "#wd/tasks/views/choices.js";
import { Menu } from "#wd/tasks/views/menu.js";

export const Tools = () => html`<div class="tools">
  <${Choices}
    label=${t("Energy")}
    options=${Object.entries(ENERGIES).map(([value, { icon, name, description }]) => ({ value, icon, name, title: description }))}
    value=${energy.value}
    onPick=${(/** @type {Energy} */ value) => {
      energy.value = value;
    }}
  />
  ${page.value !== "upcoming" && html`<${SortMenu} />`}
</div>`;

function SortMenu() {
  const anchor = useRef(null);
  const [open, setOpen] = useState(false);
  return html`<button type="button" class="text-button sort" ref=${anchor} aria-haspopup="menu"
    aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <${Icon} name="arrow-up-down" size=${14} /><span>${t("Sort: {order}", { order: SORTS[sort.value] })}</span>
    </button>
    ${
      open &&
      html`<${Menu}
        label=${t("Sort tasks by")}
        anchor=${anchor.current}
        value=${sort.value}
        options=${Object.entries(SORTS).map(([value, name]) => ({ value, name }))}
        onPick=${(/** @type {Sort} */ value) => {
          sort.value = value;
        }}
        onClose=${() => setOpen(false)}
      />`
    }`;
}
