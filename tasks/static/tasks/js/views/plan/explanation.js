/** Explains why a block has its slot, or why a task doesn't fit and what would help. */
import { t } from "#wd/core/i18n.js";
import { html, signal } from "#wd/core/ui.js";
import { ownerOf } from "#wd/tasks/model/plan.js";
import { patch } from "#wd/tasks/state/actions.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { explanationOf, planWith, proposal } from "#wd/tasks/state/plan.js";
import { Popover } from "#wd/tasks/views/popover.js";

const explanation = signal(
  /** @type {{key: string, anchor: Element, reasons: Explanation} | null} */ (null),
);
const close = () => {
  explanation.value = null;
};

/** @param {string} key of the block or task @param {Element} anchor */
export async function explain(key, anchor) {
  try {
    explanation.value = { key, anchor, reasons: await explanationOf(key) };
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
  }
}

/** Make a change, then plan again. @param {Remedy} remedy */
async function applyAndReplan({ key, patch: fields, request }) {
  close();
  if (!fields) return planWith(request);
  const entry = entryAt(ownerOf(key));
  if (!entry) return;
  const text = t("Changed: {title}", { title: entry.title });
  if (await patch(entry, fields, text, true)) planWith(request);
}

export function Explanation() {
  if (!explanation.value || !proposal.value) return null;
  const { key, anchor, reasons } = explanation.value;
  const { title, sentence, reasons: deciders, alternatives, changes } = reasons;
  return html`<${Popover} key=${key} anchor=${anchor} label=${t("Why: {title}", { title })} kind="why"
    onClose=${close}>
    <h3 tabindex="-1" data-first>${title}</h3>
    ${sentence && html`<p>${sentence}</p>`}
    ${deciders.map((reason) => html`<p key=${reason.sentence}>${reason.sentence}</p>`)}
    ${alternatives.length > 0 && html`<h4>${t("Other times")}</h4>`}
    <ul>
      ${alternatives.map(
        ({ sentence, note }) => html`<li key=${sentence}>${sentence}
        ${note && html`<small>${note}</small>`}</li>`,
      )}
    </ul>
    ${changes.length > 0 && html`<h4>${t("What would help")}</h4>`}
    <ul>
      ${changes.map(
        (change) => html`<li key=${change.sentence}>${change.sentence}
        <button type="button" class="text-button" onClick=${() => applyAndReplan(change)}>
          ${t("Apply and replan")}<span class="sr">: ${change.sentence}</span></button></li>`,
      )}
    </ul>
  <//>`;
}
