/** The controls of the panel: a label, a field that keeps what it is given when left. */
import { parseSpan, span } from "#wd/core/time.js";
import { html, useLayoutEffect, useRef } from "#wd/core/ui.js";

let made = 0;

/** An id for a label to point at, the same for the life of a component. */
export function useId() {
  const id = useRef("");
  id.current ||= `field-${++made}`;
  return id.current;
}

/** @param {{label: string, children?: any}} props children is a function of the id */
export function Labelled({ label, children }) {
  const id = useId();
  return html`<div class="panel-field"><label for=${id}>${label}</label>${children(id)}</div>`;
}

/**
 * On submit, take the line out of a form's field, and put it back if it was refused.
 * @param {(text: string) => unknown} add resolves to false when refused
 */
export const takeLine = (add) => async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
  const text = field.value.trim();
  field.value = "";
  if (text && (await add(text)) === false) field.value ||= text;
};

/**
 * A field that shows what is kept, but for the person who is typing in it: what changes elsewhere
 * meanwhile is shown when they leave.
 * @param {{tag?: string, value: string | number, onKeep: (value: string, field: HTMLInputElement) => void, [attribute: string]: any}} props
 */
export function Kept({ tag = "input", value, onKeep, ...attributes }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useLayoutEffect(() => {
    const own = /** @type {HTMLInputElement} */ (field.current);
    if (own !== document.activeElement) own.value = String(value);
  }, [value]);
  const keep = (/** @type {Event} */ event) => {
    const own = /** @type {HTMLInputElement} */ (event.target);
    onKeep(own.value, own);
  };
  return html`<${tag} class="input" ref=${field} onChange=${keep} ...${attributes} />`;
}

/**
 * A day and perhaps a time of it.
 * @param {{label: string, date: string | null, time: string | null, onSet: (date: string | null, time: string | null) => void, fixed?: boolean}}
 * props
 */
export const DayTime = ({
  label,
  date,
  time,
  onSet,
  fixed = false,
}) => html`<${Labelled} label=${label}>
  ${(/** @type {string} */ id) => html`<div class="panel-pair">
    <${Kept} id=${id} type="date" value=${date ?? ""} required=${fixed} onKeep=${(
      /** @type {string} */ value,
    ) => {
      if (value || !fixed) onSet(value || null, (value && time) || null);
    }} />
    <${Kept} type="time" aria-label=${`${label}, time`} value=${time?.slice(0, 5) ?? ""}
      disabled=${!date} onKeep=${(/** @type {string} */ value) => onSet(date, value || null)} />
  </div>`}
<//>`;

/** @param {{label: string, date: string | null, onSet: (date: string | null) => void}} props */
export const Day = ({ label, date, onSet }) => html`<${Labelled} label=${label}>
  ${(/** @type {string} */ id) => html`<${Kept} id=${id} type="date" value=${date ?? ""}
    onKeep=${(/** @type {string} */ value) => onSet(value || null)} />`}
<//>`;

/**
 * @param {{label: string, value: any, options: {value: any, name: string}[], onSet: (value: string) => void}}
 * props
 */
export const Select = ({ label, value, options, onSet }) => html`<${Labelled} label=${label}>
  ${(/** @type {string} */ id) => html`<select class="input" id=${id}
    onChange=${(/** @type {any} */ event) => onSet(event.target.value)}>
    ${options.map(
      (option) => html`<option key=${option.value} value=${option.value}
      selected=${option.value === value}>${option.name}</option>`,
    )}
  </select>`}
<//>`;

/**
 * Reads "45m", "1h 30m", "90"; anything else is put back.
 * @param {{label?: string, minutes: number | null, placeholder: string, onSet: (minutes: number | null) => void}}
 * props
 */
export const Duration = ({
  label = "Duration",
  minutes,
  placeholder,
  onSet,
}) => html`<${Labelled} label=${label}>
  ${(/** @type {string} */ id) =>
    html`<${Kept} id=${id} value=${span(minutes)} placeholder=${placeholder} autocomplete="off"
      onKeep=${(/** @type {string} */ text, /** @type {HTMLInputElement} */ field) => {
        const read = parseSpan(text);
        if (text.trim() && read === null) field.value = span(minutes);
        else onSet(read);
      }} />`}
<//>`;
