/** The rule of a series, with its next five dates while it is edited. */
import { Problem, send } from "#wd/core/api.js";
import { dayMonth, weekday } from "#wd/core/time.js";
import { html, Icon, useEffect, useState } from "#wd/core/ui.js";
import { daily, fromText, toText } from "#wd/tasks/model/rrule.js";
import { change } from "#wd/tasks/state/changes.js";
import { today } from "#wd/tasks/state/clock.js";
import { RuleFields } from "#wd/tasks/views/panel/rule-fields.js";

const PAUSE_MS = 150;

/** @typedef {import("#wd/tasks/model/rrule.js").Choices} Choices */
/**
 * @typedef {{choices: Choices, starts_on: string, starts_at: string | null, missing_days: string}}
 * Draft
 */
/** @typedef {{summary: string, next: string[], warning: string, problem?: string}} Outlook */

/** @param {Entry} entry @returns {Draft} */
function begin({ task }) {
  const { series } = task;
  const starts_on = series?.starts_on ?? task.scheduled_date ?? today.peek();
  return {
    choices: series ? fromText(series) : daily(starts_on),
    starts_on,
    starts_at: series ? series.starts_at : task.scheduled_time,
    missing_days: series?.missing_days ?? "skip",
  };
}

/** What the API is sent. @param {Draft} draft @param {Series | null} series */
const spec = ({ choices, starts_on, starts_at, missing_days }, series) => ({
  rrule: toText(choices, starts_on),
  kind: choices.after ? "after_completion" : "calendar",
  starts_on,
  starts_at: starts_at || null,
  missing_days,
  exdates: series?.exdates ?? [],
  rdates: series?.rdates ?? [],
});

/** @param {object} asked @returns {Outlook | null} */
function useOutlook(asked) {
  const [outlook, setOutlook] = useState(/** @type {Outlook | null} */ (null));
  const text = JSON.stringify(asked);
  useEffect(() => {
    const abort = new AbortController();
    const ask = () => send("POST", "/recurrence/preview", asked, { signal: abort.signal });
    const refused = (/** @type {unknown} */ error) => {
      if (error instanceof Problem)
        setOutlook({ summary: "", next: [], warning: "", problem: error.message });
    };
    const timer = setTimeout(() => ask().then(setOutlook, refused), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return outlook;
}

/** @param {{entry: Entry, onClose: () => void}} props */
export function RepeatEditor({ entry, onClose }) {
  const { task, instance } = entry;
  const [draft, setDraft] = useState(() => begin(entry));
  const [scope, setScope] = useState("all");
  const asked = spec(draft, task.series);
  const outlook = useOutlook(asked);
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    onClose();
    const from = scope === "following" ? instance?.recurrence_id.slice(0, 10) : undefined;
    const body = { ...asked, ...(task.series && { scope }), ...(from && { from }) };
    change({}, () => send("PUT", `/tasks/${task.id}/series`, body), {
      text: `Repeats ${outlook?.summary ?? ""}`,
    });
  };
  const stop = () => {
    onClose();
    change({}, () => send("DELETE", `/tasks/${task.id}/series`), {
      text: `Repeats no more: ${task.title}`,
    });
  };
  return html`<form class="repeat-editor" onSubmit=${save}>
    <${RuleFields} draft=${draft} onDraft=${setDraft} />
    <${Preview} outlook=${outlook} />
    ${
      instance &&
      task.series &&
      html`<${Scope} scope=${scope} onScope=${setScope}
      instance=${instance} />`
    }
    <footer>
      <button type="submit" class="primary" disabled=${!outlook || Boolean(outlook.problem)}>
        ${task.series ? "Change" : "Repeat"}</button>
      <button type="button" class="quiet" onClick=${onClose}>Cancel</button>
      ${
        task.series &&
        html`<button type="button" class="quiet danger"
        onClick=${stop}>Stop repeating</button>`
      }
    </footer>
  </form>`;
}

/** @param {{outlook: Outlook | null}} props */
function Preview({ outlook }) {
  if (!outlook) return null;
  if (outlook.problem) return html`<p class="notice bad" role="alert">${outlook.problem}</p>`;
  return html`<div class="outlook" role="status">
    <b>${outlook.summary}</b>
    <ol>${outlook.next.map(
      (iso) => html`<li key=${iso}>
      ${weekday(iso)} ${dayMonth(iso)}</li>`,
    )}</ol>
    ${
      outlook.warning &&
      html`<p><${Icon} name="triangle-alert" size=${14} />
      ${outlook.warning}</p>`
    }
  </div>`;
}

/** @param {{scope: string, onScope: (scope: string) => void, instance: Instance}} props */
const Scope = ({ scope, onScope, instance }) => html`<fieldset class="field">
  <legend>Which days</legend>
  ${[
    ["all", "The whole series; what is done stays as it was"],
    ["following", `From ${dayMonth(instance.recurrence_id.slice(0, 10))} on`],
  ].map(
    ([value, name]) =>
      html`<label class="choice" key=${value}>
        <input type="radio" name="scope" checked=${scope === value}
        onChange=${() => onScope(value)} />${name}</label>`,
  )}
</fieldset>`;
