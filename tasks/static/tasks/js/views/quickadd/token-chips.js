/** What was recognised, as pills that can be taken away again. */
import { html, Icon } from "#wd/core/ui.js";

/**
 * @param {{line: import("./preview.js").Line | undefined, tokens: import("./preview.js").Token[], text: string, onRemove: (token: any) => void}}
 * props
 */
export function Reads({ line, tokens, text, onRemove }) {
  if (!text) {
    return html`<span class="hint" aria-hidden="true">
      <kbd>#</kbd>domain <kbd>!</kbd>impact <kbd>?</kbd>clarity <kbd>45m</kbd> <kbd>fri 9:00</kbd></span>`;
  }
  const problem = line?.problems[0];
  return html`<div class="reads" aria-live="polite">
    ${tokens.map(
      (
        token,
      ) => html`<span class="chip" data-kind=${token.kind} key=${`${token.start}${token.text}`}>
        ${token.label}
        <button type="button" tabindex="-1" aria-label=${`Remove ${token.label}`}
          onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}
          onClick=${() => onRemove(token)}>
          <${Icon} name="x" size=${11} />
        </button></span>`,
    )}
    ${
      problem &&
      html`<span class="chip problem"><${Icon} name="triangle-alert" size=${12} />
      ${problem}</span>`
    }
  </div>`;
}
