/** A radio group in a row: one tab stop, arrow keys change the choice. */
import { html, Icon } from "#wd/core/ui.js";

/**
 * @template {string} T
 * @param {{label: string, value: T, options: {value: T, name: string, icon?: string, title?: string}[],
 *   onPick: (value: T) => void}} props
 */
export function Choices({ label, value, options, onPick }) {
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = options.findIndex((option) => option.value === value);
    const next = (at + step + options.length) % options.length;
    const group = /** @type {HTMLElement} */ (event.currentTarget);
    /** @type {HTMLElement} */ (group.children[next]).focus();
    onPick(options[next].value);
  };
  return html`<div class="segmented" role="radiogroup" aria-label=${label} onKeyDown=${key}>
    ${options.map(
      ({ value: option, name, icon, title }) => html`<button
        type="button"
        role="radio"
        key=${option}
        title=${title}
        aria-checked=${String(option === value)}
        tabindex=${option === value ? 0 : -1}
        onClick=${() => onPick(option)}
      >${icon && html`<${Icon} name=${icon} size=${14} />`}<span>${name}</span></button>`,
    )}
  </div>`;
}
