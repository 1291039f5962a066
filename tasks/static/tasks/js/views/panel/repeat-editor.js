/** The editor of a series' rule, with a preview of its next dates. */
import { Problem, send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { dayMonth, weekday } from "#wd/core/time.js";
import { html, Icon, useEffect, useRef, useState } from "#wd/core/ui.js";
import { daily, fromText, toText } from "#wd/tasks/model/rrule.js";
import { ruleLabel } from "#wd/tasks/model/wording.js";
import { change } from "#wd/tasks/state/changes.js";
import { today } from "#wd/tasks/state/clock.js";
import { entryAt, twelve } from "#wd/tasks/state/derived.js";
import { openKey } from "#wd/tasks/state/page.js";
import { fieldsSaved } from "#wd/tasks/views/moment/reading.js";
import { RuleFields } from "#wd/tasks/views/panel/rule-fields.js";

const PAUSE_MS = 150;

/** @typedef {import("#wd/tasks/model/rrule.js").Choices} Choices */
/**
 * `also` are further times of each day, besides `starts_at`.
 * @typedef {{choices: Choices, starts_on: string, starts_at: string | null, also: string[],
 *   missing_days: string, version: number}} Draft
 */
/** @typedef {{summary: string, next: string[], warning: string, problem?: string, spec?: string}} RulePreview `spec` is what it reads */

/** @param {Entry} entry @returns {Draft} */
function begin({ task }) {
  const { series } = task;
  const starts_on = series?.starts_on ?? task.scheduled_date ?? today.peek();
  return {
    choices: series ? fromText(series) : daily(starts_on),
    starts_on,
    starts_at: series ? series.starts_at : task.scheduled_time,
    also: (series?.times ?? []).filter((time) => time !== series?.starts_at),
    missing_days: series?.missing_days ?? "skip",
    version: series?.version ?? 0,
  };
}

/** Return the body of PUT /series, which keeps the stored exceptions. @param {Draft} draft */
const spec = ({ choices, starts_on, starts_at, also, missing_days }) => ({
  rrule: toText(choices, starts_on),
  kind: choices.after ? "after_completion" : "calendar",
  starts_on,
  starts_at: starts_at || null,
  times: starts_at && also.length && !choices.after ? [starts_at, ...also] : [],
  missing_days,
});

/** @param {object} spec @returns {RulePreview | null} */
function useRulePreview(spec) {
  const [preview, setRulePreview] = useState(/** @type {RulePreview | null} */ (null));
  const text = JSON.stringify(spec);
  useEffect(() => {
    const abort = new AbortController();
    const request = () => send("POST", "/recurrence/preview", spec, { signal: abort.signal });
    const reject = (/** @type {unknown} */ error) => {
      if (error instanceof Problem)
        setRulePreview({ summary: "", next: [], warning: "", problem: error.message });
    };
    const show = (/** @type {RulePreview} */ next) => setRulePreview({ ...next, spec: text });
    const timer = setTimeout(() => request().then(show, reject), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return preview;
}

/** @param {{entry: Entry, onClose: () => void}} props */
export function RepeatEditor({ entry, onClose }) {
  const { task, instance } = entry;
  const [draft, setDraft] = useState(() => begin(entry));
  const latest = useRef(draft);
  const update = (/** @type {Draft} */ next) => {
    latest.current = next;
    setDraft(next);
  };
  const [scope, setScope] = useState("all");
  const body = spec(draft);
  const { exdates = [], rdates = [] } = task.series ?? {};
  const preview = useRulePreview({ ...body, exdates, rdates });
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    await fieldsSaved();
    onClose();
    const from = scope === "following" ? instance?.recurrence_id.slice(0, 10) : undefined;
    const rule = spec(latest.current);
    const scoped = {
      ...rule,
      version: draft.version,
      ...(task.series && { scope }),
      ...(from && { from }),
    };
    const request = () => send("PUT", `/tasks/${task.id}/series`, scoped);
    const isRead = !from && preview?.spec === JSON.stringify({ ...rule, exdates, rdates });
    const text = isRead
      ? t("Repeats {rule}", { rule: ruleLabel({ ...preview, times: rule.times }, twelve.peek()) })
      : t("Changed: {title}", { title: task.title });
    const patches = await change({}, request, { text });
    // The day belongs to the new series now.
    if (patches && openKey.peek() === entry.key && !entryAt(entry.key)) openKey.value = null;
  };
  const stop = () => {
    onClose();
    change({}, () => send("DELETE", `/tasks/${task.id}/series`), {
      text: t("Stopped repeating: {title}", { title: task.title }),
    });
  };
  return html`<form class="repeat-editor" onSubmit=${save}>
    <${RuleFields} draft=${draft} onDraft=${update} />
    <${Preview} preview=${preview} />
    ${
      instance &&
      task.series &&
      html`<${Scope} scope=${scope} onScope=${setScope}
      instance=${instance} />`
    }
    <footer onMouseDown=${keepFocus}>
      <button type="submit" class="primary" disabled=${Boolean(preview?.problem)}>
        ${task.series ? t("Change") : t("Repeat")}</button>
      <button type="button" class="quiet" onClick=${onClose}>${t("Cancel")}</button>
      ${
        task.series &&
        html`<button type="button" class="quiet danger"
        onClick=${stop}>${t("Stop repeating")}</button>`
      }
    </footer>
  </form>`;
}

/** Leave the field only with the click: what is below a field moves when the person leaves it. @param {Event} event */
const keepFocus = (event) => event.preventDefault();

/** @param {{preview: RulePreview | null}} props */
function Preview({ preview }) {
  if (!preview) return null;
  if (preview.problem) return html`<p class="notice bad" role="alert">${preview.problem}</p>`;
  return html`<div class="rule-preview" role="status">
    <b>${preview.summary}</b>
    <ol>${preview.next.map(
      (iso) => html`<li key=${iso}>
      ${weekday(iso)} ${dayMonth(iso)}</li>`,
    )}</ol>
    ${
      preview.warning &&
      html`<p><${Icon} name="triangle-alert" size=${14} />
      ${preview.warning}</p>`
    }
  </div>`;
}

/** @param {{scope: string, onScope: (scope: string) => void, instance: Instance}} props */
const Scope = ({ scope, onScope, instance }) => html`<fieldset class="field">
  <legend>${t("Apply to")}</legend>
  ${[
    ["all", t("The whole series; completed days stay as they are")],
    ["following", t("From {day} on", { day: dayMonth(instance.recurrence_id.slice(0, 10)) })],
  ].map(
    ([value, name]) =>
      html`<label class="choice" key=${value}>
        <input type="radio" name="scope" checked=${scope === value}
        onChange=${() => onScope(value)} />${name}</label>`,
  )}
</fieldset>`;
