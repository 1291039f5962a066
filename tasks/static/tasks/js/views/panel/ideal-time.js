/** The part of the day in which a task is best done. */
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { LabelledField, SavedField, Select } from "#wd/tasks/views/panel/controls.js";

const RANGE = "range";
const FIRST_RANGE = "09:00-11:00";
const PARTS = [
  { value: "", name: t("Any time") },
  { value: "morning", name: t("Morning (6–12)") },
  { value: "midday", name: t("Midday (11–14)") },
  { value: "afternoon", name: t("Afternoon (12–18)") },
  { value: "evening", name: t("Evening (17–22)") },
  { value: RANGE, name: t("Between two times") },
];

/** @param {{ideal: string, set: (fields: object) => void}} props */
export function IdealTime({ ideal, set }) {
  const isRange = ideal.includes("-");
  return html`<${Select} label=${t("Best time")} value=${isRange ? RANGE : ideal} options=${PARTS}
      onSet=${(/** @type {string} */ value) => set({ ideal_time: value === RANGE ? FIRST_RANGE : value })} />
    ${isRange && html`<${Range} range=${ideal} set=${set} />`}`;
}

/**
 * Two times; a range that ends before it begins ends the next day. Equal times restore the value.
 * @param {{range: string, set: (fields: object) => void}} props
 */
function Range({ range, set }) {
  const [begin, end] = range.split("-");
  const save = (
    /** @type {string} */ first,
    /** @type {string} */ last,
    /** @type {HTMLInputElement} */ field,
    /** @type {string} */ old,
  ) => {
    if (first && last && first !== last) set({ ideal_time: `${first}-${last}` });
    else field.value = old;
  };
  return html`<${LabelledField} label=${t("Best from")}>
    ${(/** @type {string} */ id) => html`<div class="panel-pair">
      <${SavedField} id=${id} type="time" value=${begin}
        onSave=${(/** @type {string} */ value, /** @type {HTMLInputElement} */ field) => save(value, end, field, begin)} />
      <${SavedField} type="time" aria-label=${t("Best until")} value=${end}
        onSave=${(/** @type {string} */ value, /** @type {HTMLInputElement} */ field) => save(begin, value, field, end)} />
    </div>`}
  <//>`;
}
