/** A quick-add field with its tokens, completions and other readings, wherever tasks are added. */
import { html, useState } from "#wd/core/ui.js";
import { currentTokens, insertSuggestion, removeToken } from "#wd/tasks/model/tokens.js";
import { create } from "#wd/tasks/state/quickadd.js";
import { Field } from "#wd/tasks/views/quickadd/field.js";
import { EMPTY_READING, useReading } from "#wd/tasks/views/quickadd/preview.js";
import { Suggestions } from "#wd/tasks/views/quickadd/suggestions.js";
import { TokenChips } from "#wd/tasks/views/quickadd/token-chips.js";

/** @typedef {import("./preview.js").Token} Token */
/** @typedef {import("./preview.js").Suggestion} Suggestion */

/**
 * `children` is a function of the tokens. `onRead` gets the server's reading of the line.
 * @param {{line: import("./line.js").Line, hint: string, name?: string, label?: string, defaults?: object, onSave: () => void, onClose: () => void, onRead?: (line: import("./preview.js").Line | undefined) => void, children?: any}}
 * props
 */
export function LineField({
  line,
  hint,
  name,
  label,
  defaults,
  onSave,
  onClose,
  onRead,
  children,
}) {
  const { text, caret, focus, write } = line;
  const [closed, setClosed] = useState("");
  const reading = useReading(text, caret, defaults, onRead);
  const fresh = reading.text === text ? reading : EMPTY_READING;
  const suggestions = focus && closed !== text ? fresh.suggestions : [];
  const tokens = currentTokens(text, reading.lines[0]?.tokens ?? []);
  const accept = (/** @type {Suggestion} */ suggestion) => {
    if (suggestion.new) create(suggestion);
    const next = insertSuggestion(text, suggestion);
    write(next.text, next.caret);
  };
  const close = () => (suggestions.length ? setClosed(text) : onClose());
  return html`<${Suggestions} name=${name} suggestions=${suggestions} onAccept=${accept} onSave=${onSave} onClose=${close}>
      ${(
        /** @type {object} */ combobox,
      ) => html`<${Field} line=${line} tokens=${tokens} label=${label}
        hint=${hint} combobox=${combobox} />`}
    <//>
    <${TokenChips} line=${reading.lines[0]} tokens=${tokens} text=${text}
      others=${fresh.lines[0]?.suggestions} onChoose=${write}
      onRemove=${(/** @type {Token} */ token) => write(removeToken(text, token))} />
    ${children?.(tokens)}`;
}
