/** A menu in which one choice may be checked, and its keys. */
import { hue } from "#wd/core/colour.js";
import { classes, html, Icon, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { ImpactBars } from "#wd/tasks/views/impact-bars.js";
import { findTyped, forgetTyped } from "#wd/tasks/views/menu-typing.js";
import { Popover } from "#wd/tasks/views/popover.js";

/**
 * `line` draws a line above the option; `opens` says that it opens another menu.
 * @typedef {{value: any, name: string, icon?: string, kind?: string, impact?: number, colour?: string, note?: any, line?: boolean, danger?: boolean, opens?: boolean}}
 * Option
 */
/** @typedef {import("#wd/tasks/views/popover.js").Anchor} Anchor */

/** @param {KeyboardEvent} event */
function walk(event) {
  const items = /** @type {HTMLElement[]} */ ([
    .../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("[role^=menuitem]"),
  ]);
  const next = nextItem(event, items);
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} items */
function nextItem({ key, ctrlKey, metaKey, altKey }, items) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step) return items[(at + step + items.length) % items.length];
  const end = { Home: 0, End: -1 }[key];
  if (end !== undefined) return items.at(end);
  if (ctrlKey || metaKey || altKey) return undefined;
  return findTyped(key, items, at);
}

/**
 * @param {{label: string, anchor: Anchor | null, options: Option[], value?: any, onPick: (value: any) => void, onClose: () => void}}
 * props
 */
export function Menu({ label, anchor, options, value, onPick, onClose }) {
  const pick = (/** @type {Option} */ option) => {
    onClose();
    onPick(option.value);
  };
  return html`<${Popover} anchor=${anchor} label=${label} role="menu" kind="menu"
    onClose=${onClose}>
    <${MenuItems} options=${options} value=${value} onPick=${pick} />
  <//>`;
}

/**
 * The items of an element with the role of a menu. Arrow keys, Home, End and letters move the focus;
 * → opens what an item opens, ← and Escape go back.
 * @param {{options: Option[], value?: any, first?: any, onPick: (option: Option) => void, onBack?: () => void}}
 * props first: the value of the item that gets the focus, unless another is checked
 */
export function MenuItems({ options, value, first = value, onPick, onBack }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    forgetTyped();
    const items = /** @type {HTMLElement} */ (list.current);
    const target = items.querySelector("[data-first]") ?? items.querySelector("button");
    /** @type {HTMLElement} */ (target)?.focus({ preventScroll: true });
  }, []);
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const item = /** @type {HTMLElement} */ (event.target);
    if (onBack && (event.key === "ArrowLeft" || event.key === "Escape")) onBack();
    else if (event.key === "ArrowRight" && item.ariaHasPopup) item.click();
    else return walk(event);
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div role="presentation" ref=${list} onKeyDown=${keys}>
    ${options.map(
      (option) => html`${option.line && html`<hr key=${`line ${option.name}`} />`}
      <${Item} key=${option.name} option=${option} first=${option.value === first}
        checked=${value === undefined ? undefined : option.value === value} onPick=${onPick} />`,
    )}
  </div>`;
}

/** @param {{option: Option, first: boolean, checked?: boolean, onPick: (option: Option) => void}} props */
const Item = ({ option, first, checked, onPick }) => html`<button
    type="button"
    class=${classes(option.danger && "danger")}
    role=${checked === undefined ? "menuitem" : "menuitemradio"}
    aria-checked=${checked === undefined ? undefined : String(checked)}
    aria-haspopup=${option.opens ? "menu" : undefined}
    tabindex="-1"
    data-first=${first ? "" : undefined}
    onClick=${() => onPick(option)}
  ><${MenuMark} option=${option} /><span>${option.name}</span>
    ${option.note && html`<small>${option.note}</small>`}
    ${option.opens && html`<${Icon} name="chevron-right" size=${14} kind="opens" />`}
    ${checked && html`<${Icon} name="check" size=${14} kind="picked" />`}
  </button>`;

/** @param {{option: Option}} props */
function MenuMark({ option }) {
  if (option.impact) return html`<${ImpactBars} impact=${option.impact} />`;
  if (option.colour) return html`<i class="dot hue" style=${hue(option.colour)}></i>`;
  if (option.icon) return html`<${Icon} name=${option.icon} size=${14} kind=${option.kind} />`;
  return null;
}
