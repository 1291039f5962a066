/** A new task for a stretch of time that was picked on the grid. */
import { send } from "#wd/core/api.js";
import { timeOf } from "#wd/core/time.js";
import { html, signal, useRef, useState } from "#wd/core/ui.js";
import { rangeLabel } from "#wd/tasks/model/wording.js";
import { remember, undo } from "#wd/tasks/state/changes.js";
import { activeDomains, twelve } from "#wd/tasks/state/derived.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";
import { only } from "#wd/tasks/state/page.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** @typedef {{date: string, start: number, end: number}} Range */

export const newBlock = signal(/** @type {Range | null} */ (null));

const close = () => {
  newBlock.value = null;
};

/** @param {Range} range @param {string} title @param {number | null} domainId */
async function save({ date, start, end }, title, domainId) {
  close();
  const fields = { title, domain_id: domainId, duration: end - start };
  const slot = { scheduled_date: date, scheduled_time: timeOf(start) };
  try {
    const patch = await send("POST", "/tasks", { ...fields, ...slot });
    keepUp(patch);
    remember(patch, `Added: ${title}`);
    notify(`Added: ${title}`, "Undo", undo);
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
  }
}

export function NewBlock() {
  const range = /** @type {Range} */ (newBlock.value);
  const mark = useRef(null);
  const [ready, setReady] = useState(false);
  const label = rangeLabel(range.start, range.end, twelve.value);
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const title = String(form.get("title")).trim();
    if (title) save(range, title, Number(form.get("domain")) || null);
  };
  const anchored = (/** @type {Element | null} */ element) => {
    mark.current = /** @type {any} */ (element);
    if (element && !ready) setReady(true);
  };
  return html`<div class="picked-range" ref=${anchored}
    style=${{ "--s": range.start, "--e": range.end }}></div>
    ${
      ready &&
      html`<${Popover} anchor=${mark.current} label=${`New task, ${label}`} kind="new-block"
        onClose=${close}>
        <form onSubmit=${submit}>
          <b>${label}</b>
          <input class="input" name="title" aria-label="Title" placeholder="What to do?"
            autocomplete="off" maxlength="500" data-first />
          <select class="input" name="domain" aria-label="Domain">
            ${activeDomains.value.map(
              ({ id, name }) => html`<option value=${id}
              selected=${id === only.value}>${name}</option>`,
            )}
            <option value="">Thoughts</option>
          </select>
          <footer><button type="submit" class="primary">Add</button>
            <button type="button" class="quiet" onClick=${close}>Cancel</button></footer>
        </form>
      <//>`
    }`;
}
