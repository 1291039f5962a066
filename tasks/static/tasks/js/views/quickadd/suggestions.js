/** Offers for the word at the caret: a combobox around any text field. */
import { classes, html, useLayoutEffect, useState } from "#wd/core/ui.js";

/** @typedef {import("./preview.js").Suggestion} Suggestion */

/**
 * `children` is a function of the attributes the field needs.
 * @param {{offered: Suggestion[], onTake: (suggestion: Suggestion) => void, onSave: () => void, onClose: () => void, children?: any}} props
 */
export function Suggestions({ offered, onTake, onSave, onClose, children }) {
  const [at, setAt] = useState(0);
  useLayoutEffect(() => setAt(0), [offered]);
  const open = offered.length > 0;
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (open && step) setAt((at + step + offered.length) % offered.length);
    else if (open && (event.key === "Enter" || event.key === "Tab")) onTake(offered[at]);
    else if (event.key === "Enter") onSave();
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const combobox = {
    role: "combobox",
    "aria-expanded": String(open),
    "aria-controls": "quick-menu",
    "aria-autocomplete": "list",
    "aria-activedescendant": open ? `quick-${at}` : undefined,
    onKeyDown: key,
  };
  return html`${children(combobox)}
    <ul id="quick-menu" class="card menu" role="listbox" aria-label="Suggestions" hidden=${!open}>
      ${offered.map(
        (offer, i) => html`<li
          role="option"
          id=${`quick-${i}`}
          key=${`${offer.text}${offer.new}`}
          aria-selected=${String(i === at)}
          class=${classes(i === at && "on")}
          onPointerDown=${(/** @type {Event} */ event) => {
            event.preventDefault();
            onTake(offer);
          }}
        ><span>${offer.new ? `Create “${offer.label}”` : offer.label}</span>
        <small>${offer.kind}</small></li>`,
      )}
    </ul>`;
}
