/** The further times of a series that repeats several times a day. */
import { t } from "#wd/core/i18n.js";
import { DAY, minutesOf, timeOf } from "#wd/core/time.js";
import { html, Icon } from "#wd/core/ui.js";
import { MomentField } from "#wd/tasks/views/moment/field.js";
import { Select } from "#wd/tasks/views/panel/controls.js";

const MAX_TIMES = 24;
const HOURS = [1, 2, 3, 4, 6, 8, 12];

/** @typedef {import("./repeat-editor.js").Draft} Draft */

/** Return the times every few hours after one, until midnight. @param {string} first @param {number} hours */
function everyHours(first, hours) {
  const times = [];
  const start = minutesOf(first) ?? 0;
  for (let at = start + hours * 60; at < DAY; at += hours * 60) times.push(timeOf(at) ?? "");
  return times;
}

/** Return the step between all times, in hours, or 0. @param {string} first @param {string[]} also */
const stepOf = (first, also) =>
  HOURS.find((hours) => everyHours(first, hours).join() === also.map(short).join()) ?? 0;

/** @param {string} time */
const short = (time) => time.slice(0, 5);

/** Return a time after the others that is still free. @param {string[]} times */
function nextTime(times) {
  const latest = Math.max(...times.map((time) => minutesOf(time) ?? 0));
  const free = [latest + 240, latest + 60, latest + 15].find((at) => at < DAY);
  return timeOf(free ?? 0) ?? "";
}

/** @param {{draft: Draft, onDraft: (draft: Draft) => void}} props */
export function Times({ draft, onDraft }) {
  const { also } = draft;
  const first = /** @type {string} */ (draft.starts_at);
  const set = (/** @type {string[]} */ times) => onDraft({ ...draft, also: times });
  const options = [
    { value: 0, name: also.length ? t("At these times") : t("Once") },
    ...HOURS.filter((hours) => everyHours(first, hours).length).map((hours) => ({
      value: hours,
      name: hours === 1 ? t("Every hour until midnight") : t("Every {hours} hours", { hours }),
    })),
  ];
  const pick = (/** @type {string} */ hours) => set(everyHours(first, Number(hours) || DAY));
  return html`<${Select} label=${t("On each day")} value=${also.length ? stepOf(first, also) : 0}
      options=${options} onSet=${pick} />
    <div class="times-of-day" role="group" aria-label=${t("Also at")}>
      ${also.map(
        (time, n) => html`<span class="time-of-day" key=${n}>
        <${MomentField} kind="time" required aria-label=${t("Also at, time {number}", { number: n + 2 })}
          time=${short(time)} onSet=${(/** @type {{time: string | null}} */ value) => value.time && set(also.with(n, value.time))} />
        <button type="button" class="icon-button" aria-label=${t("Remove {time}", { time: short(time) })}
          onClick=${() => set(also.filter((_, other) => other !== n))}><${Icon} name="x" size=${14} /></button>
      </span>`,
      )}
      ${
        also.length < MAX_TIMES - 1 &&
        html`<button type="button" class="text-button"
        onClick=${() => set([...also, nextTime([first, ...also])])}>${t("Add a time")}</button>`
      }
    </div>`;
}
