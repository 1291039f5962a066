/** A menu in which one choice may be checked. */
import { hue } from "#wd/core/colour.js";
import { html, Icon } from "#wd/core/ui.js";
import { ImpactBars } from "#wd/tasks/views/impact-bars.js";
import { Popover } from "#wd/tasks/views/popover.js";

/**
 * @typedef {{value: any, name: string, icon?: string, kind?: string, impact?: number, colour?: string, note?: string}}
 * Option
 */

/** @param {KeyboardEvent} event */
function walk(event) {
  const items = /** @type {HTMLElement[]} */ ([
    .../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("[role^=menuitem]"),
  ]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  items[(at + step + items.length) % items.length]?.focus();
}

/**
 * @param {{label: string, anchor: Element | null, options: Option[], value?: any, onPick: (value: any) => void, onClose: () => void}}
 * props
 */
export function Menu({ label, anchor, options, value, onPick, onClose }) {
  const pick = (/** @type {Option} */ option) => {
    onClose();
    onPick(option.value);
  };
  return html`<${Popover} anchor=${anchor} label=${label} role="menu" kind="menu"
    onClose=${onClose}>
    <div role="presentation" onKeyDown=${walk}>
      ${options.map((option) => {
        const on = option.value === value;
        return html`<button
          type="button"
          key=${option.name}
          role=${value === undefined ? "menuitem" : "menuitemradio"}
          aria-checked=${value === undefined ? undefined : String(on)}
          tabindex="-1"
          data-first=${on ? "" : undefined}
          onClick=${() => pick(option)}
        ><${MenuMark} option=${option} /><span>${option.name}</span>
          ${option.note && html`<small>${option.note}</small>`}
          ${on && html`<${Icon} name="check" size=${14} kind="picked" />`}
        </button>`;
      })}
    </div>
  <//>`;
}

/** @param {{option: Option}} props */
function MenuMark({ option }) {
  if (option.impact) return html`<${ImpactBars} impact=${option.impact} />`;
  if (option.colour) return html`<i class="dot hue" style=${hue(option.colour)}></i>`;
  if (option.icon) return html`<${Icon} name=${option.icon} size=${14} kind=${option.kind} />`;
  return null;
}
