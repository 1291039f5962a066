/** The quick-add field. A copy of the text behind it highlights the recognised tokens. */
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { splitLine } from "#wd/tasks/model/tokens.js";
import { useScroll } from "#wd/tasks/views/quickadd/line.js";

const LABEL = t(
  "Add a task. # domain, ^ parent, @ label, ! impact, ? clarity, 45m, fri 9:00, every day, by friday.",
);

/**
 * @param {{line: import("./line.js").Line, tokens: import("./preview.js").Token[], hint: string, combobox: object, label?: string}}
 * props
 */
export function Field({ line, tokens, hint, combobox, label = LABEL }) {
  const { input, text, read, paste, setFocus } = line;
  const [scroll, updateScroll] = useScroll(input, [text, tokens.length]);
  return html`<div class="line">
    <div class="mirror" aria-hidden="true" style=${{ transform: `translateX(${-scroll}px)` }}>
      ${splitLine(text, tokens).map(({ text: part, kind }) =>
        kind
          ? html`<mark data-kind=${kind}>
        ${part}</mark>`
          : part,
      )}
    </div>
    <input
      ref=${input}
      value=${text}
      placeholder=${hint}
      aria-label=${label}
      autocomplete="off"
      spellcheck="false"
      enterkeyhint="done"
      maxlength="2000"
      onInput=${read}
      onClick=${read}
      onPaste=${paste}
      onScroll=${updateScroll}
      onFocus=${() => setFocus(true)}
      onBlur=${() => setFocus(false)}
      ...${combobox}
    />
  </div>`;
}
