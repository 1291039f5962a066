/** The fields of a rule: interval, days, start and end. */
import { t } from "#wd/core/i18n.js";
import { classes, html } from "#wd/core/ui.js";
import { monthlyLabels, WEEKDAYS } from "#wd/tasks/model/rrule.js";
import { MomentField } from "#wd/tasks/views/moment/field.js";
import { Count, DayTime, LabelledField, Select } from "#wd/tasks/views/panel/controls.js";
import { Times } from "#wd/tasks/views/panel/times-of-day.js";

const UNITS = [
  { value: "DAILY", name: t("days") },
  { value: "WEEKLY", name: t("weeks") },
  { value: "MONTHLY", name: t("months") },
  { value: "YEARLY", name: t("years") },
];

/** @typedef {import("./repeat-editor.js").Draft} Draft */
/** @typedef {import("./repeat-editor.js").Choices} Choices */
/** @typedef {(fields: Partial<Choices>) => void} SetChoices */

/** @param {{draft: Draft, onDraft: (draft: Draft) => void}} props */
export function RuleFields({ draft, onDraft }) {
  const { choices } = draft;
  const set = (/** @type {Partial<Choices>} */ fields) =>
    onDraft({ ...draft, choices: { ...choices, custom: "", ...fields } });
  return html`<${Every} choices=${choices} set=${set} />
    ${
      choices.custom &&
      html`<p
      class="help">${t("Custom rule: {rule}. Changing a field replaces it.", { rule: choices.custom })}</p>`
    }
    ${
      choices.freq === "WEEKLY" &&
      !choices.after &&
      html`<${Weekdays} chosen=${choices.weekdays}
      set=${set} />`
    }
    ${
      choices.freq === "MONTHLY" &&
      !choices.after &&
      html`<${Monthly} draft=${draft}
      onDraft=${onDraft} set=${set} />`
    }
    <label class="choice">
      <input type="checkbox" checked=${choices.after}
      onChange=${(/** @type {any} */ event) => set({ after: event.target.checked })} />${t("Count from the day it is completed")}</label>
    <${DayTime} label=${t("Starts")} date=${draft.starts_on} time=${draft.starts_at} fixed
      onSet=${(/** @type {string} */ date, /** @type {string | null} */ time) => onDraft({ ...draft, starts_on: date, starts_at: time })} />
    ${draft.starts_at && !choices.after && html`<${Times} draft=${draft} onDraft=${onDraft} />`}
    <${Ends} choices=${choices} set=${set} perDay=${draft.also.length > 0} />`;
}

/** @param {{choices: Choices, set: SetChoices}} props */
const Every = ({ choices, set }) => html`<${LabelledField} label=${t("Every")}>
  ${(/** @type {string} */ id) => html`<div class="panel-pair">
    <${Count} id=${id} value=${choices.interval}
      onCount=${(/** @type {number} */ interval) => set({ interval })} />
    <select class="input" aria-label=${t("Unit")}
      onChange=${(/** @type {any} */ event) => set({ freq: event.target.value })}>
      ${UNITS.map(
        ({ value, name }) => html`<option key=${value} value=${value}
        selected=${value === choices.freq}>${name}</option>`,
      )}
    </select>
  </div>`}
<//>`;

/** @param {{chosen: number[], set: SetChoices}} props */
const Weekdays = ({
  chosen,
  set,
}) => html`<div class="weekdays" role="group" aria-label=${t("Weekdays")}>
  ${WEEKDAYS.map((name, day) => {
    const on = chosen.includes(day);
    const toggle = () =>
      set({ weekdays: on ? chosen.filter((other) => other !== day) : [...chosen, day] });
    return html`<button type="button" key=${name} class=${classes("weekday", on && "on")}
      aria-pressed=${String(on)} onClick=${toggle}>${name}</button>`;
  })}
</div>`;

/** @param {{draft: Draft, onDraft: (draft: Draft) => void, set: SetChoices}} props */
function Monthly({ draft, onDraft, set }) {
  const labels = monthlyLabels(draft.starts_on);
  const rare = draft.choices.monthly === "date" && Number(draft.starts_on.slice(8)) > 28;
  return html`<${Select} label=${t("Day")} value=${draft.choices.monthly}
      options=${Object.entries(labels).map(([value, name]) => ({ value, name }))}
      onSet=${(/** @type {Choices["monthly"]} */ monthly) => set({ monthly })} />
    ${
      rare &&
      html`<${Select} label=${t("In shorter months")} value=${draft.missing_days}
      options=${[{ value: "skip", name: t("Skip the day") }, { value: "clamp", name: t("Use the last day") }]}
      onSet=${(/** @type {string} */ missing_days) => onDraft({ ...draft, missing_days })} />`
    }`;
}

/** @param {{choices: Choices, set: SetChoices, perDay: boolean}} props perDay: counts days */
function Ends({ choices, set, perDay }) {
  const kind = choices.until ? "until" : choices.count ? "count" : "never";
  const setEnd = (/** @type {string} */ next) =>
    set({
      until: next === "until" ? `${new Date().getFullYear() + 1}-01-01` : "",
      count: next === "count" ? 10 : null,
    });
  return html`<${Select} label=${t("Ends")} value=${kind}
      options=${[{ value: "never", name: t("Never") }, { value: "until", name: t("On a date") }, { value: "count", name: perDay ? t("After a number of days") : t("After a number of times") }]}
      onSet=${setEnd} />
    ${
      kind === "until" &&
      html`<${MomentField} kind="day" required aria-label=${t("Last day")} date=${choices.until}
      onSet=${(/** @type {{date: string}} */ { date }) => set({ until: date, count: null })} />`
    }
    ${
      kind === "count" &&
      html`<${Count} aria-label=${perDay ? t("Number of days") : t("Number of times")} value=${choices.count}
      onCount=${(/** @type {number} */ count) => set({ count, until: "" })} />`
    }`;
}
