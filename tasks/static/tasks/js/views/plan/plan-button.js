/** The plan button with its menu, and the offer above the list. */
import { t } from "#wd/core/i18n.js";
import { spoken } from "#wd/core/time.js";
import { html, Icon, signal, useRef } from "#wd/core/ui.js";
import { view } from "#wd/tasks/state/page.js";
import {
  finishEarly,
  plan,
  planDay,
  planLate,
  planning,
  planWeek,
  proposal,
  repair,
  takeRestOfDayOff,
} from "#wd/tasks/state/plan.js";
import { dismissOffer, offer } from "#wd/tasks/state/repair-offer.js";
import { lazy } from "#wd/tasks/views/lazy.js";
import { Menu } from "#wd/tasks/views/menu.js";
import { Popover } from "#wd/tasks/views/popover.js";

const LATE = [15, 30, 45, 60]; // minutes
const DAY_PLAN = /** @type {const} */ ([t("Plan my day"), planDay, "sun"]);
const WEEK = /** @type {const} */ ([t("Plan my week"), planWeek, "calendar-range"]);

const PlanRange = lazy("PlanRange");

/** The menu or form that is open at the button. */
export const planMenu = signal(/** @type {"menu" | "late" | "range" | null} */ (null));

const close = () => {
  planMenu.value = null;
};
/** @param {"menu" | "late" | "range"} choice */
const open = (choice) => () => {
  planMenu.value = choice;
};

/** What people do with a day, for the menu and the command palette: name, action, icon. */
export const PLAN_ACTIONS = /** @type {const} */ ([
  [t("I'm running late…"), open("late"), "hourglass"],
  [t("I finished early"), finishEarly, "skip-forward"],
  [t("Repair my plan"), repair, "history"],
  [t("The rest of today is gone"), takeRestOfDayOff, "calendar-off"],
]);

export function PlanButton() {
  const anchor = useRef(null);
  const week = view.value === "week";
  const [main, other] = week ? [WEEK, DAY_PLAN] : [DAY_PLAN, WEEK];
  const options = [
    main,
    other,
    [t("Plan a time range…"), open("range"), "clock"],
    ...PLAN_ACTIONS,
  ].map(([name, value, icon]) => ({ name, value, icon }));
  return html`<div class="plan-start" ref=${anchor} aria-busy=${String(planning.value)}>
    <button type="button" class="primary" onClick=${main[1]}>
      <${Icon} name="wand-sparkles" size=${14} />${main[0]}</button>
    <button type="button" class="primary" aria-label=${t("More ways to plan")} aria-haspopup="menu"
      aria-expanded=${String(planMenu.value === "menu")} onClick=${open("menu")}>
      <${Icon} name="chevron-down" size=${14} /></button>
  </div>
  ${
    planMenu.value === "menu" &&
    html`<${Menu} label=${t("More ways to plan")} anchor=${anchor.current} options=${options}
      onClose=${close} onPick=${(/** @type {() => void} */ action) => action()} />`
  }
  ${planMenu.value === "late" && html`<${Late} anchor=${anchor.current} />`}
  ${planMenu.value === "range" && html`<${PlanRange} anchor=${anchor.current} onClose=${close} />`}`;
}

/**
 * A small form at the button; `act` gets the values of its fields, or the minutes of a choice.
 * @param {{anchor: Element | null, label: string, fields: any[], act: (values: any[]) => unknown, choices?: number[]}} props
 */
function PlanForm({ anchor, label, fields, act, choices = [] }) {
  const done = (/** @type {any[]} */ values) => {
    close();
    act(values);
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    done([...form.querySelectorAll("input")].map(({ value }) => value));
  };
  return html`<${Popover} anchor=${anchor} label=${label} kind="plan-range" onClose=${close}>
    <form onSubmit=${submit}>
      ${choices.map(
        (minutes) => html`<button type="button" class="quiet"
          onClick=${() => done([minutes])}>${spoken(minutes)}</button>`,
      )}
      ${fields.map(
        ({ name, ...field }) => html`<label class="field"><span>${name}</span>
          <input class="input" required ...${field} /></label>`,
      )}
      <button type="submit" class="primary">${t("Plan")}</button>
    </form>
  <//>`;
}

/** @param {{anchor: Element | null}} props */
const Late = ({ anchor }) => html`<${PlanForm} anchor=${anchor} label=${t("How late are you?")}
  choices=${LATE} fields=${[{ name: t("Minutes"), type: "number", value: 20 }]}
  act=${(/** @type {any[]} */ [minutes]) => planLate(Number(minutes))} />`;

/** The most urgent offer, with one button; nothing changes silently. */
export function RepairOffer() {
  if (!offer.value || proposal.value) return null;
  const { sentence, label, kind, released } = offer.value;
  return html`<div class="offer" role="status">
    <${Icon} name="history" size=${14} /><span>${sentence}</span>
    <button type="button" class="text-button" onClick=${() => plan({ kind, released })}>${label}</button>
    <button type="button" class="icon-button" aria-label=${t("Not now")} onClick=${dismissOffer}>
      <${Icon} name="x" size=${14} /></button>
  </div>`;
}
