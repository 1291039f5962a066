/** The plan button with its menu, and the offer to repair the plan. */
import { t, tn } from "#wd/core/i18n.js";
import { DAY, minutesOf, STEP, snap, timeOf } from "#wd/core/time.js";
import { html, Icon, signal, useRef } from "#wd/core/ui.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { hoursOf } from "#wd/tasks/state/derived.js";
import { day, view } from "#wd/tasks/state/page.js";
import {
  planDay,
  planLate,
  planning,
  planRange,
  planWeek,
  proposal,
  repair,
  takeRestOfDayOff,
} from "#wd/tasks/state/plan.js";
import { dismissRepairOffer, repairOffer } from "#wd/tasks/state/repair-offer.js";
import { Menu } from "#wd/tasks/views/menu.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** The menu or form that is open at the button. */
export const planMenu = signal(/** @type {"menu" | "range" | null} */ (null));

const close = () => {
  planMenu.value = null;
};
const chooseRange = () => {
  planMenu.value = "range";
};

export function PlanButton() {
  const anchor = useRef(null);
  const week = view.value === "week";
  const options = [
    week
      ? { value: planDay, name: t("Plan my day"), icon: "sun" }
      : { value: planWeek, name: t("Plan my week"), icon: "calendar-range" },
    { value: chooseRange, name: t("Plan a time range…"), icon: "clock" },
    ...[15, 30, 60].map((minutes) => ({
      value: () => planLate(minutes),
      name: tn("I'm {count} minute late", "I'm {count} minutes late", minutes),
      icon: "hourglass",
    })),
    { value: takeRestOfDayOff, name: t("Take the rest of the day off"), icon: "calendar-off" },
  ];
  return html`<div class="plan-start" ref=${anchor} aria-busy=${String(planning.value)}>
    <button type="button" class="primary"
      onClick=${week ? planWeek : planDay}>
      <${Icon} name="wand-sparkles" size=${14} />${week ? t("Plan my week") : t("Plan my day")}</button>
    <button type="button" class="primary" aria-label=${t("More ways to plan")} aria-haspopup="menu"
      aria-expanded=${String(planMenu.value === "menu")} onClick=${() => {
        planMenu.value = "menu";
      }}><${Icon} name="chevron-down" size=${14} /></button>
  </div>
  ${
    planMenu.value === "menu" &&
    html`<${Menu} label=${t("More ways to plan")} anchor=${anchor.current}
      options=${options} onClose=${close} onPick=${(/** @type {() => void} */ action) => action()} />`
  }
  ${planMenu.value === "range" && html`<${Range} anchor=${anchor.current} />`}`;
}

/** @param {{anchor: Element | null}} props */
function Range({ anchor }) {
  const date = day.value;
  const earliest = date === nowDate.value ? snap(now.value + 7) : 0;
  const [from, to] = hoursOf(date).find(([, end]) => end > earliest) ?? [earliest, DAY - STEP];
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [start, end] = ["from", "to"].map((name) => minutesOf(String(form.get(name))) ?? 0);
    close();
    planRange({ date, start, end: end > start ? end : DAY });
  };
  const field = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {number} */ minute,
  ) =>
    html`<label class="field"><span>${label}</span><input class="input" type="time" required
      step="900" name=${name} value=${timeOf(Math.min(minute, DAY - 1))} /></label>`;
  return html`<${Popover} anchor=${anchor} label=${t("Plan a time range")} kind="plan-range"
    onClose=${close}>
    <form onSubmit=${submit}>
      ${field("from", t("From"), Math.max(from, earliest))}${field("to", t("To"), to)}
      <button type="submit" class="primary">${t("Plan")}</button>
    </form>
  <//>`;
}

/** Offers a repair with the reason; nothing changes silently. */
export const RepairOffer = () =>
  repairOffer.value &&
  !proposal.value &&
  html`<div class="offer" role="status">
    <${Icon} name="history" size=${15} /><span>${repairOffer.value}</span>
    <button type="button" class="text-button" onClick=${repair}>${t("Replan…")}</button>
    <button type="button" class="icon-button" aria-label=${t("Not now")} onClick=${dismissRepairOffer}>
      <${Icon} name="x" size=${14} /></button>
  </div>`;
