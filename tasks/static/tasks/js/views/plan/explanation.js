/** Why a block stands where it does, or why a task was left out and what would change that. */
import { send } from "#wd/core/api.js";
import { html, signal } from "#wd/core/ui.js";
import { ownerOf } from "#wd/tasks/model/plan.js";
import { patch } from "#wd/tasks/state/actions.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { planAgain, proposal } from "#wd/tasks/state/plan.js";
import { Popover } from "#wd/tasks/views/popover.js";

/**
 * @typedef {{title: string, sentence?: string, bindings?: {sentence: string}[],
 *   alternatives?: {sentence: string, note: string}[],
 *   changes?: {sentence: string, patch: object | null}[]}} Reasons
 */

const answer = signal(
  /** @type {{key: string, anchor: Element, reasons: Reasons} | null} */ (null),
);
const close = () => {
  answer.value = null;
};

/** @param {string} key of the block or task @param {Element} anchor */
export async function askWhy(key, anchor) {
  try {
    const reasons = await send("GET", `/plans/${proposal.peek()?.id}/why/${key}`);
    answer.value = { key, anchor, reasons };
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
  }
}

/** Change the task as told, then plan anew. @param {string} key @param {object} fields */
async function mend(key, fields) {
  close();
  const entry = entryAt(ownerOf(key));
  if (entry && (await patch(entry, fields, `Changed: ${entry.title}`, true))) planAgain();
}

export function Why() {
  if (!answer.value || !proposal.value) return null;
  const { key, anchor, reasons } = answer.value;
  const { title, sentence, bindings = [], alternatives = [], changes = [] } = reasons;
  return html`<${Popover} key=${key} anchor=${anchor} label=${`Why: ${title}`} kind="why"
    onClose=${close}>
    <h3 tabindex="-1" data-first>${title}</h3>
    ${sentence && html`<p>${sentence}</p>`}
    ${bindings.map((one) => html`<p key=${one.sentence}>${one.sentence}</p>`)}
    ${alternatives.length > 0 && html`<h4>Elsewhere it would cost more</h4>`}
    <ul>
      ${alternatives.map(
        (one) => html`<li key=${one.sentence}>${one.sentence}
        ${one.note && html`<small>${one.note}</small>`}</li>`,
      )}
    </ul>
    ${changes.length > 0 && html`<h4>What would make room</h4>`}
    <ul>
      ${changes.map(
        (one) => html`<li key=${one.sentence}>${one.sentence}
        ${
          one.patch &&
          html`<button type="button" class="text-button"
          onClick=${() => mend(key, one.patch ?? {})}>Do it, replan<span class="sr">: ${one.sentence}</span></button>`
        }</li>`,
      )}
    </ul>
  <//>`;
}
