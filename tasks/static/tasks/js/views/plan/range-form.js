/** The form that plans a range of the day. */
import { t } from "#wd/core/i18n.js";
import { DAY, minutesOf, STEP, snap, timeOf } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { hoursOf } from "#wd/tasks/state/derived.js";
import { day } from "#wd/tasks/state/page.js";
import { planRange } from "#wd/tasks/state/plan.js";
import { MomentInput } from "#wd/tasks/views/moment/field.js";
import { useMoment } from "#wd/tasks/views/moment/reading.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** @param {{anchor: Element | null, onClose: () => void}} props */
export function PlanRange({ anchor, onClose }) {
  const date = day.value;
  const earliest = date === nowDate.value ? snap(now.value + 7) : 0;
  const [from, to] = hoursOf(date).find(([, end]) => end > earliest) ?? [earliest, DAY - STEP];
  const useTime = (/** @type {number} */ minute) =>
    useMoment({ kind: "time", time: timeOf(Math.min(minute, DAY - 1)), required: true });
  const first = useTime(Math.max(from, earliest));
  const last = useTime(to);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const values = await Promise.all([first.read(), last.read()]);
    const [start, end] = values.map((value) => minutesOf(value?.time));
    if (start === null || end === null) return;
    onClose();
    planRange({ date, start, end: end > start ? end : DAY });
  };
  return html`<${Popover} anchor=${anchor} label=${t("Plan a time range")} kind="plan-range" onClose=${onClose}>
    <form onSubmit=${submit}>
      <div class="field"><label for="range-from">${t("From")}</label>
        <${MomentInput} id="range-from" kind="time" moment=${first} data-first /></div>
      <div class="field"><label for="range-to">${t("To")}</label>
        <${MomentInput} id="range-to" kind="time" moment=${last} /></div>
      <button type="submit" class="primary">${t("Plan")}</button>
    </form>
  <//>`;
}
