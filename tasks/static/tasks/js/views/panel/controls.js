/** The form fields of the panel, which save when the person leaves them. */
import { t } from "#wd/core/i18n.js";
import { parseSpan, span } from "#wd/core/time.js";
import { html, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { MomentField } from "#wd/tasks/views/moment/field.js";

/** @typedef {import("#wd/tasks/views/moment/reading.js").Value} Value */

let count = 0;

// A reload leaves a field without telling it. Texts have sessions of their own. Before the page is
// unloaded, this device still has time to store the change; phones only tell when it is hidden.
for (const name of ["beforeunload", "pagehide"])
  addEventListener(name, () => {
    const field = /** @type {HTMLElement | null} */ (document.activeElement);
    if (field?.matches(".panel-field input")) field.blur();
  });

/** Return an id for a label, stable for the life of a component. */
function useId() {
  const id = useRef("");
  id.current ||= `field-${++count}`;
  return id.current;
}

/** @param {{label: string, children?: any}} props children is a function of the id */
export function LabelledField({ label, children }) {
  const id = useId();
  return html`<div class="panel-field"><label for=${id}>${label}</label>${children(id)}</div>`;
}

/**
 * Return a submit handler that clears the form's field, and restores its text if it was rejected.
 * @param {(text: string) => unknown} add resolves to false if rejected
 */
export const submitLine = (add) => async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
  const text = field.value.trim();
  field.value = "";
  if (text && (await add(text)) === false) field.value ||= text;
};

/**
 * A field that shows the saved value. While the person types, changes from elsewhere wait until they
 * leave the field.
 * @param {{tag?: string, value: string | number, onSave: (value: string, field: HTMLInputElement) => void, [attribute: string]: any}} props
 */
export function SavedField({ tag = "input", value, onSave, ...attributes }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useLayoutEffect(() => {
    const input = /** @type {HTMLInputElement} */ (field.current);
    if (input !== document.activeElement) input.value = String(value);
  }, [value]);
  const save = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    onSave(input.value, input);
  };
  return html`<${tag} class="input" ref=${field} onChange=${save} ...${attributes} />`;
}

/**
 * A number from 1 on. An emptied field keeps the number, and shows it again when the person leaves.
 * @param {{value: number, onCount: (count: number) => void, [attribute: string]: any}} props
 */
export function Count({ value, onCount, ...attributes }) {
  const read = (/** @type {any} */ event) => {
    const count = Math.floor(Number(event.target.value));
    if (count >= 1) onCount(count);
  };
  const restore = (/** @type {string} */ text, /** @type {HTMLInputElement} */ field) => {
    if (!(Number(text) >= 1)) field.value = String(value);
  };
  return html`<${SavedField} type="number" min="1" max="999" value=${value} onInput=${read}
    onSave=${restore} ...${attributes} />`;
}

/**
 * A day with an optional time.
 * @param {{label: string, date: string | null, time: string | null, onSet: (date: string | null, time: string | null) => void, fixed?: boolean}}
 * props
 */
export const DayTime = ({
  label,
  date,
  time,
  onSet,
  fixed = false,
}) => html`<${LabelledField} label=${label}>
  ${(
    /** @type {string} */ id,
  ) => html`<${MomentField} id=${id} date=${date} time=${time?.slice(0, 5) ?? null}
    required=${fixed} onSet=${(/** @type {Value} */ value) => onSet(value.date, value.time)} />`}
<//>`;

/** @param {{label: string, date: string | null, onSet: (date: string | null) => void}} props */
export const Day = ({ label, date, onSet }) => html`<${LabelledField} label=${label}>
  ${(/** @type {string} */ id) => html`<${MomentField} id=${id} kind="day" date=${date}
    onSet=${(/** @type {Value} */ value) => onSet(value.date)} />`}
<//>`;

/**
 * @param {{label: string, value: any, options: {value: any, name: string}[], onSet: (value: string) => void}}
 * props
 */
export const Select = ({ label, value, options, onSet }) => html`<${LabelledField} label=${label}>
  ${(/** @type {string} */ id) => html`<select class="input" id=${id}
    onChange=${(/** @type {any} */ event) => onSet(event.target.value)}>
    ${options.map(
      (option) => html`<option key=${option.value} value=${option.value}
      selected=${option.value === value}>${option.name}</option>`,
    )}
  </select>`}
<//>`;

/**
 * Reads "45m", "1h 30m" or "90"; other input restores the value.
 * @param {{label?: string, minutes: number | null, placeholder: string, onSet: (minutes: number | null) => void}}
 * props
 */
export const Duration = ({
  label = t("Duration"),
  minutes,
  placeholder,
  onSet,
}) => html`<${LabelledField} label=${label}>
  ${(/** @type {string} */ id) =>
    html`<${SavedField} id=${id} value=${span(minutes)} placeholder=${placeholder} autocomplete="off"
      onSave=${(/** @type {string} */ text, /** @type {HTMLInputElement} */ field) => {
        const parsed = parseSpan(text);
        if (text.trim() && parsed === null) field.value = span(minutes);
        else onSet(parsed);
      }} />`}
<//>`;
