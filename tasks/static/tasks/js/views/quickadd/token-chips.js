/** The recognised tokens as chips that can be removed, and other likely readings to tap. */
import { t } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";

/**
 * @param {{line: import("./preview.js").Line | undefined, tokens: import("./preview.js").Token[], text: string, others: {label: string, line: string}[] | undefined, onRemove: (token: any) => void, onChoose: (line: string) => void}}
 * props
 */
export function TokenChips({ line, tokens, text, others, onRemove, onChoose }) {
  if (!text) {
    return html`<span class="hint" aria-hidden="true">
      <kbd>#</kbd>${t("domain")} <kbd>!</kbd>${t("impact")} <kbd>?</kbd>${t("clarity")} <kbd>45m</kbd> <kbd>fri 9:00</kbd></span>`;
  }
  const problem = line?.problems[0];
  return html`<div class="reads" aria-live="polite">
    ${tokens.map(
      (
        token,
      ) => html`<span class="chip" data-kind=${token.kind} key=${`${token.start}${token.text}`}>
        ${token.label}
        <button type="button" tabindex="-1" aria-label=${t("Remove {name}", { name: token.label })}
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
    ${others?.map(
      ({ label, line: other }) => html`<button type="button" class="chip option" key=${other}
        title=${other} onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}
        onClick=${() => onChoose(other)}>${label}?</button>`,
    )}
  </div>`;
}
