/** The chunks of a task, its usual duration, and the timer. */
import { send } from "#wd/core/api.js";
import { locale, t } from "#wd/core/i18n.js";
import { span } from "#wd/core/time.js";
import { html, Icon, useEffect, useState } from "#wd/core/ui.js";
import { progressOf } from "#wd/tasks/model/entry.js";
import { timer } from "#wd/tasks/state/server.js";
import { isTimed, startTimer, stopTimer } from "#wd/tasks/state/timer.js";
import { Duration, Select } from "#wd/tasks/views/panel/controls.js";

const SHORTEST = 30;
const WHOLE_DAY = 24 * 60; // no task is longer, so chunks this long mean one piece
const CHUNKINGS = [
  { value: "default", name: t("Split when it's long") },
  { value: "whole", name: t("Always in one piece") },
  { value: "split", name: t("Can be split into pieces") },
];
/** @type {Record<string, number | null>} */
const CHUNK_MIN = { default: null, whole: WHOLE_DAY, split: SHORTEST };

/** How much of a task is planned, and how much isn't yet. @param {{task: Task}} props */
export function Progress({ task }) {
  const { planned, left } = progressOf(task);
  const values = { planned: span(planned), left: span(left) };
  return left
    ? html`<p class="panel-note">${t("{planned} planned, {left} left to plan", values)}</p>`
    : null;
}

/** @param {{task: Task, set: (fields: object) => void}} props */
export function Chunks({ task, set }) {
  const { chunk_min, chunk_max } = task;
  const chunking = chunk_min == null ? "default" : chunk_min === WHOLE_DAY ? "whole" : "split";
  return html`<${Select} label=${t("Pieces")} value=${chunking} options=${CHUNKINGS}
      onSet=${(/** @type {string} */ value) => set({ chunk_min: CHUNK_MIN[value], chunk_max: null })} />
    ${
      chunking === "split" &&
      html`<${Duration} label=${t("Shortest piece")} minutes=${chunk_min} placeholder="30m"
        onSet=${(/** @type {number | null} */ minutes) => set({ chunk_min: minutes ?? SHORTEST })} />
      <${Duration} label=${t("Longest piece")} minutes=${chunk_max} placeholder=${t("No limit")}
        onSet=${(/** @type {number | null} */ minutes) => set({ chunk_max: minutes })} />`
    }`;
}

/**
 * @typedef {{band?: {sentence: string} | null, tracked_minutes?: number}}
 * Effort
 */

/** @param {{entry: Entry}} props */
export function Timer({ entry }) {
  const { task } = entry;
  const [effort, setEffort] = useState(/** @type {Effort} */ ({}));
  const running = isTimed(entry) ? timer.value : null;
  useEffect(() => {
    send("GET", `/tasks/${task.id}`).then(setEffort, () => {});
  }, [task.version, running?.id]);
  const { band, tracked_minutes: tracked } = effort;
  const toggle = () => (running ? stopTimer() : startTimer(entry));
  return html`${band && html`<p class="panel-note">${band.sentence}</p>`}
    <div class="panel-field"><span>${t("Timer")}</span><div class="panel-timer">
      <button type="button" class="text-button" aria-pressed=${String(Boolean(running))} onClick=${toggle}>
        <${Icon} name="clock" size=${14} />${running ? t("Stop timer") : t("Start timer")}</button>
      <small>${running ? t("since {time}", { time: MOMENT.format(new Date(running.started_at)) }) : tracked ? t("{duration} tracked", { duration: span(tracked) }) : ""}</small>
    </div></div>`;
}

const MOMENT = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
