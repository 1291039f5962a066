/** Suggestions for the word at the caret: a combobox around a text field. */
import { t } from "#wd/core/i18n.js";
import { classes, html, useLayoutEffect, useState } from "#wd/core/ui.js";

/** @typedef {import("./preview.js").Suggestion} Suggestion */

/** @type {Record<string, string>} */
const TOKEN_KINDS = {
  domain: t("domain"),
  label: t("label"),
  parent: t("parent"),
  impact: t("impact"),
  clarity: t("clarity"),
};

/**
 * `children` is a function of the attributes the field needs.
 * @param {{suggestions: Suggestion[], onAccept: (suggestion: Suggestion) => void, onSave: () => void, onClose: () => void, name?: string, children?: any}} props
 */
export function Suggestions({ suggestions, onAccept, onSave, onClose, name = "quick", children }) {
  const [at, setAt] = useState(0);
  useLayoutEffect(() => setAt(0), [suggestions]);
  const open = suggestions.length > 0;
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (open && step) setAt((at + step + suggestions.length) % suggestions.length);
    else if (open && (event.key === "Enter" || event.key === "Tab")) onAccept(suggestions[at]);
    else if (event.key === "Enter") onSave();
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const combobox = {
    role: "combobox",
    "aria-expanded": String(open),
    "aria-controls": `${name}-menu`,
    "aria-autocomplete": "list",
    "aria-activedescendant": open ? `${name}-${at}` : undefined,
    onKeyDown: key,
  };
  return html`${children(combobox)}
    <ul id=${`${name}-menu`} class="card menu" role="listbox" aria-label=${t("Suggestions")} hidden=${!open}>
      ${suggestions.map(
        (suggestion, i) => html`<li
          role="option"
          id=${`${name}-${i}`}
          key=${`${suggestion.text}${suggestion.new}`}
          aria-selected=${String(i === at)}
          class=${classes(i === at && "on")}
          onPointerDown=${(/** @type {Event} */ event) => {
            event.preventDefault();
            onAccept(suggestion);
          }}
        ><span>${
          suggestion.new ? t("Create “{name}”", { name: suggestion.label }) : suggestion.label
        }</span>
        <small>${TOKEN_KINDS[suggestion.kind] ?? ""}</small></li>`,
      )}
    </ul>`;
}
