/** Where planning begins: the button of the page, its menu, and the offer to mend the plan. */
import { DAY, minutesOf, snap, timeOf } from "#wd/core/time.js";
import { html, Icon, signal, useRef } from "#wd/core/ui.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { hoursOf } from "#wd/tasks/state/derived.js";
import { day, view } from "#wd/tasks/state/page.js";
import {
  planDay,
  planning,
  planRange,
  planWeek,
  proposal,
  repair,
  runLate,
  takeOff,
} from "#wd/tasks/state/plan.js";
import { dismissOffer, offer } from "#wd/tasks/state/repair-offer.js";
import { Menu } from "#wd/tasks/views/menu.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** The menu or the form that hangs on the button. */
export const started = signal(/** @type {"menu" | "range" | null} */ (null));

const close = () => {
  started.value = null;
};
const chooseRange = () => {
  started.value = "range";
};

export function PlanButton() {
  const anchor = useRef(null);
  const week = view.value === "week";
  const options = [
    week
      ? { value: planDay, name: "Plan my day", icon: "sun" }
      : { value: planWeek, name: "Plan my week", icon: "calendar-range" },
    { value: chooseRange, name: "Plan from … to …", icon: "clock" },
    ...[15, 30, 60].map((minutes) => ({
      value: () => runLate(minutes),
      name: `I am ${minutes} min late`,
      icon: "hourglass",
    })),
    { value: takeOff, name: "Rest of the day off", icon: "calendar-off" },
  ];
  return html`<div class="plan-start" ref=${anchor} aria-busy=${String(planning.value)}>
    <button type="button" class="primary"
      onClick=${week ? planWeek : planDay}>
      <${Icon} name="wand-sparkles" size=${14} />${week ? "Plan my week" : "Plan my day"}</button>
    <button type="button" class="primary" aria-label="More ways to plan" aria-haspopup="menu"
      aria-expanded=${String(started.value === "menu")} onClick=${() => {
        started.value = "menu";
      }}><${Icon} name="chevron-down" size=${14} /></button>
  </div>
  ${
    started.value === "menu" &&
    html`<${Menu} label="More ways to plan" anchor=${anchor.current}
      options=${options} onClose=${close} onPick=${(/** @type {() => void} */ act) => act()} />`
  }
  ${started.value === "range" && html`<${Range} anchor=${anchor.current} />`}`;
}

/** @param {{anchor: Element | null}} props */
function Range({ anchor }) {
  const date = day.value;
  const earliest = date === nowDate.value ? snap(now.value + 7) : 0;
  const [from, to] = hoursOf(date).find(([, end]) => end > earliest) ?? [earliest, DAY - 15];
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [start, end] = ["from", "to"].map((name) => minutesOf(String(form.get(name))) ?? 0);
    close();
    planRange({ date, start, end: end > start ? end : DAY });
  };
  const field = (/** @type {string} */ name, /** @type {number} */ minute) =>
    html`<label class="field"><span>${name}</span><input class="input" type="time" required
      step="900" name=${name.toLowerCase()} value=${timeOf(Math.min(minute, DAY - 1))} /></label>`;
  return html`<${Popover} anchor=${anchor} label="Plan a stretch of the day" kind="plan-range"
    onClose=${close}>
    <form onSubmit=${submit}>
      ${field("From", Math.max(from, earliest))}${field("To", to)}
      <button type="submit" class="primary">Plan</button>
    </form>
  <//>`;
}

/** Never done silently: a line that says what has come apart. */
export const Offer = () =>
  offer.value &&
  !proposal.value &&
  html`<div class="offer" role="status">
    <${Icon} name="history" size=${15} /><span>${offer.value}</span>
    <button type="button" class="text-button" onClick=${repair}>Replan…</button>
    <button type="button" class="icon-button" aria-label="Not now" onClick=${dismissOffer}>
      <${Icon} name="x" size=${14} /></button>
  </div>`;
