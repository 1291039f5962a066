/** The activity log of the task, newest first, with an undo for each entry. */

import { send } from "#wd/core/api.js";
import { locale, t } from "#wd/core/i18n.js";
import { html, useEffect, useRef, useState } from "#wd/core/ui.js";
import { mergeAck } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";

/**
 * @typedef {{id: number, action: string, source: string, created_at: string, undone: boolean}}
 * LogEntry
 */

const MOMENT = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

/** @param {{task: Task}} props */
export function Activity({ task }) {
  /** @type {{current: HTMLDetailsElement | null}} */
  const details = useRef(null);
  const [log, setLog] = useState(/** @type {LogEntry[]} */ ([]));
  const load = () =>
    send("GET", `/activity?task_id=${task.id}`).then(setLog, (error) => notify(error.message));
  // While the log is open, new entries appear.
  useEffect(() => {
    if (details.current?.open) load();
  }, [task.version]);
  const undo = async (/** @type {number} */ id) => {
    try {
      mergeAck(await send("POST", `/activity/${id}/undo`));
      load();
    } catch (error) {
      notify(/** @type {Error} */ (error).message);
    }
  };
  return html`<details class="panel-section" ref=${details}
    onToggle=${(/** @type {any} */ event) => event.target.open && load()}>
    <summary>${t("Activity")}</summary>
    <ul class="panel-log">
      ${log.map(
        ({ id, action, created_at, undone }) => html`<li key=${id}>
          <span>${action}<small>${MOMENT.format(new Date(created_at))}</small></span>
          ${
            undone
              ? html`<small>${t("undone")}</small>`
              : html`<button type="button" class="text-button"
            onClick=${() => undo(id)} aria-label=${t("Undo {action}", { action })}>${t("Undo")}</button>`
          }
        </li>`,
      )}
    </ul>
  </details>`;
}
