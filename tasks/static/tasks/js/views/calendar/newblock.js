/** The form that adds a task in a range of time picked on the grid. */
import { t } from "#wd/core/i18n.js";
import { html, signal, useRef, useState } from "#wd/core/ui.js";
import { rangeLabel } from "#wd/tasks/model/wording.js";
import { slotFields } from "#wd/tasks/state/actions.js";
import { activeDomains, twelve } from "#wd/tasks/state/derived.js";
import { domainFilter } from "#wd/tasks/state/page.js";
import { addTask } from "#wd/tasks/state/quickadd.js";
import { preferences } from "#wd/tasks/state/server.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** @typedef {{date: string, start: number, end: number, title?: string}} Range */

export const newBlock = signal(/** @type {Range | null} */ (null));

let closed = 0;
/** When the form was last closed, as the time stamp of an event. */
export const closedAt = () => closed;

const close = () => {
  closed = performance.now();
  newBlock.value = null;
};

/**
 * Add the task, or reopen the form if the server rejected it.
 * @param {Range} range @param {string} title @param {number | null} domainId
 */
async function save(range, title, domainId) {
  close();
  const { start, end } = range;
  const fields = { title, domain_id: domainId, duration: end - start };
  if (!(await addTask({ ...fields, ...slotFields(range) }))) newBlock.value ??= { ...range, title };
}

export function NewBlock() {
  const range = /** @type {Range} */ (newBlock.value);
  const mark = useRef(null);
  const [ready, setReady] = useState(false);
  const label = rangeLabel(range.start, range.end, twelve.value);
  const domain = domainFilter.value ?? preferences.value.default_domain;
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const title = String(form.get("title")).trim();
    if (title) save(range, title, Number(form.get("domain")) || null);
  };
  const setAnchor = (/** @type {Element | null} */ element) => {
    mark.current = /** @type {any} */ (element);
    if (element && !ready) setReady(true);
  };
  return html`<div class="picked-range" ref=${setAnchor}
    style=${{ "--s": range.start, "--e": range.end }}></div>
    ${
      ready &&
      html`<${Popover} anchor=${mark.current} label=${t("New task, {time}", { time: label })} kind="new-block"
        onClose=${close}>
        <form onSubmit=${submit}>
          <b>${label}</b>
          <input class="input" name="title" aria-label=${t("Title")} placeholder=${t("What do you want to do?")}
            autocomplete="off" maxlength="500" defaultValue=${range.title} data-first />
          <select class="input" name="domain" aria-label=${t("Domain")}>
            ${activeDomains.value.map(
              ({ id, name }) => html`<option value=${id}
              selected=${id === domain}>${name}</option>`,
            )}
            <option value="">${t("Thoughts")}</option>
          </select>
          <footer><button type="submit" class="primary">${t("Add")}</button>
            <button type="button" class="quiet" onClick=${close}>${t("Cancel")}</button></footer>
        </form>
      <//>`
    }`;
}
