/** The field, with the same words behind it in which the recognised ones are tinted. */
import { html } from "#wd/core/ui.js";
import { pieces } from "#wd/tasks/model/tokens.js";
import { useScroll } from "#wd/tasks/views/quickadd/line.js";

const SAYS =
  "Add a task. # domain, ^ parent, @ label, ! impact, ? clarity, 45m, fri 9:00, every day, by friday.";

/**
 * @param {{line: import("./line.js").Line, tokens: import("./preview.js").Token[], hint: string, combobox: object}}
 * props
 */
export function Field({ line, tokens, hint, combobox }) {
  const { input, text, read, paste, setFocus } = line;
  const [scroll, look] = useScroll(input, [text, tokens.length]);
  return html`<div class="line">
    <div class="mirror" aria-hidden="true" style=${{ transform: `translateX(${-scroll}px)` }}>
      ${pieces(text, tokens).map(({ text: words, kind }) =>
        kind
          ? html`<mark data-kind=${kind}>
        ${words}</mark>`
          : words,
      )}
    </div>
    <input
      ref=${input}
      value=${text}
      placeholder=${hint}
      aria-label=${SAYS}
      autocomplete="off"
      spellcheck="false"
      enterkeyhint="done"
      maxlength="2000"
      onInput=${read}
      onClick=${read}
      onPaste=${paste}
      onScroll=${look}
      onFocus=${() => setFocus(true)}
      onBlur=${() => setFocus(false)}
      ...${combobox}
    />
  </div>`;
}
