/** The part of the day in which a task is best done. */
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { MomentField } from "#wd/tasks/views/moment/field.js";
import { LabelledField, Select } from "#wd/tasks/views/panel/controls.js";

/** @typedef {import("#wd/tasks/views/moment/reading.js").Value} Value */

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
 * Two times; a range that ends before it begins ends the next day. Equal times change nothing.
 * @param {{range: string, set: (fields: object) => void}} props
 */
function Range({ range, set }) {
  const [begin, end] = range.split("-");
  const save = (/** @type {string | null} */ first, /** @type {string | null} */ last) => {
    if (first && last && first !== last) set({ ideal_time: `${first}-${last}` });
  };
  return html`<${LabelledField} label=${t("Best from")}>
    ${(/** @type {string} */ id) => html`<div class="panel-pair">
      <${MomentField} id=${id} kind="time" required time=${begin}
        onSet=${(/** @type {Value} */ { time }) => save(time, end)} />
      <${MomentField} kind="time" required aria-label=${t("Best until")} time=${end}
        onSet=${(/** @type {Value} */ { time }) => save(begin, time)} />
    </div>`}
  <//>`;
}
