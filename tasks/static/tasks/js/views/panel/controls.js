/** The controls of the panel: a label, a field that keeps what it is given when left. */
import { parseSpan, span } from "#wd/core/time.js";
import { html, useRef } from "#wd/core/ui.js";

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

/** @param {any} event */
const typed = (event) => event.target.value;

/** A day and perhaps a time of it. @param {{label: string, date: string | null, time: string | null, onSet: (date: string | null, time: string | null) => void, fixed?: boolean}} props */
export const DayTime = ({
  label,
  date,
  time,
  onSet,
  fixed = false,
}) => html`<${Labelled} label=${label}>
  ${(/** @type {string} */ id) => html`<div class="panel-pair">
    <input class="input" id=${id} type="date" value=${date ?? ""} required=${fixed} onChange=${(
      /** @type {any} */ event,
    ) => {
      const value = typed(event) || null;
      if (value || !fixed) onSet(value, value && time);
    }} />
    <input class="input" type="time" aria-label=${`${label}, time`} value=${time?.slice(0, 5) ?? ""} disabled=${!date} onChange=${(/** @type {any} */ event) => onSet(date, typed(event) || null)} />
  </div>`}
<//>`;

/** @param {{label: string, date: string | null, onSet: (date: string | null) => void}} props */
export const Day = ({ label, date, onSet }) => html`<${Labelled} label=${label}>
  ${(/** @type {string} */ id) => html`<input class="input" id=${id} type="date" value=${date ?? ""} onChange=${(/** @type {any} */ event) => onSet(typed(event) || null)} />`}
<//>`;

/** @param {{label: string, value: any, options: {value: any, name: string}[], onSet: (value: string) => void}} props */
export const Select = ({ label, value, options, onSet }) => html`<${Labelled} label=${label}>
  ${(
    /** @type {string} */ id,
  ) => html`<select class="input" id=${id} onChange=${(/** @type {any} */ event) => onSet(typed(event))}>
    ${options.map((option) => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${option.name}</option>`)}
  </select>`}
<//>`;

/** Reads "45m", "1h 30m", "90". @param {{minutes: number | null, placeholder: string, onSet: (minutes: number | null) => void}} props */
export const Duration = ({ minutes, placeholder, onSet }) => html`<${Labelled} label="Duration">
  ${(/** @type {string} */ id) =>
    html`<input class="input" id=${id} value=${span(minutes)} placeholder=${placeholder} autocomplete="off" inputmode="text" onChange=${(
      /** @type {any} */ event,
    ) => {
      const text = typed(event).trim();
      const read = parseSpan(text);
      if (text && read === null) event.target.value = span(minutes);
      else onSet(text ? read : null);
    }} />`}
<//>`;
