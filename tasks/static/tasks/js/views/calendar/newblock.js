/** The form that adds a task in a range of time picked on the grid. */
import { t } from "#wd/core/i18n.js";
import { dayLabel, minutesOf } from "#wd/core/time.js";
import { classes, html, signal, useRef, useState } from "#wd/core/ui.js";
import { rangeLabel } from "#wd/tasks/model/wording.js";
import { slotFields } from "#wd/tasks/state/actions.js";
import { today } from "#wd/tasks/state/clock.js";
import { activeDomains, twelve } from "#wd/tasks/state/derived.js";
import { domainFilter } from "#wd/tasks/state/page.js";
import { add } from "#wd/tasks/state/quickadd.js";
import { preferences } from "#wd/tasks/state/server.js";
import { Popover } from "#wd/tasks/views/popover.js";
import { useLine } from "#wd/tasks/views/quickadd/line.js";
import { LineField } from "#wd/tasks/views/quickadd/line-field.js";

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
 * @param {Range} range @param {string} text @param {number | null} domainId
 */
async function save(range, text, domainId) {
  close();
  const line = { text, domain_id: domainId, duration: range.end - range.start };
  if (!(await add({ ...line, ...slotFields(range) }))) newBlock.value ??= { ...range, title: text };
}

/**
 * The time of the block: what the line says, and else the range on the grid.
 * @param {Range} range @param {import("#wd/tasks/views/quickadd/preview.js").Line | undefined} line
 */
function labelOf(range, line) {
  const start = minutesOf(line?.time) ?? range.start;
  const end = start + (line?.duration ?? range.end - range.start);
  const hours = rangeLabel(start, end, twelve.value);
  const day = line?.date && line.date !== slotFields(range).scheduled_date ? line.date : null;
  return day ? t("{day} {time}", { day: dayLabel(day, today.value), time: hours }) : hours;
}

export function NewBlock() {
  const range = /** @type {Range} */ (newBlock.value);
  const mark = useRef(null);
  const [ready, setReady] = useState(false);
  const line = useLine(range.title);
  const [read, setRead] = useState(/** @type {any} */ (undefined));
  const label = labelOf(range, read);
  const first = domainFilter.value ?? preferences.value.default_domain;
  const domain = useRef(/** @type {HTMLSelectElement | null} */ (null));
  const submit = (/** @type {Event} */ event) => {
    event?.preventDefault();
    const text = line.input.current?.value.trim();
    if (text) save(range, text, Number(domain.current?.value) || null);
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
          <div class=${classes("quick", line.focus && "focus", line.text && "full")}>
            <${LineField} line=${line} name="block" label=${t("Title")} hint=${t("What do you want to do?")}
              defaults=${slotFields(range)} onRead=${setRead} onSave=${submit} onClose=${close} />
          </div>
          <select class="input" ref=${domain} aria-label=${t("Domain")}>
            ${activeDomains.value.map(
              ({ id, name }) => html`<option value=${id}
              selected=${id === first}>${name}</option>`,
            )}
            <option value="">${t("Thoughts")}</option>
          </select>
          <footer><button type="submit" class="primary">${t("Add")}</button>
            <button type="button" class="quiet" onClick=${close}>${t("Cancel")}</button></footer>
        </form>
      <//>`
    }`;
}
