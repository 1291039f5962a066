/** What happened to the task, newest first, each with its own undo. */
import { send } from "#wd/core/api.js";
import { html, useEffect, useRef, useState } from "#wd/core/ui.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";

/**
 * @typedef {{id: number, action: string, source: string, created_at: string, undone: boolean}}
 * Happening
 */

const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** @param {{task: Task}} props */
export function Activity({ task }) {
  /** @type {{current: HTMLDetailsElement | null}} */
  const details = useRef(null);
  const [log, setLog] = useState(/** @type {Happening[]} */ ([]));
  const load = () =>
    send("GET", `/activity?task_id=${task.id}`).then(setLog, (error) => notify(error.message));
  // While it is open, what happens meanwhile is added.
  useEffect(() => {
    if (details.current?.open) load();
  }, [task.version]);
  const undo = async (/** @type {number} */ id) => {
    try {
      keepUp(await send("POST", `/activity/${id}/undo`));
      load();
    } catch (error) {
      notify(/** @type {Error} */ (error).message);
    }
  };
  return html`<details class="panel-section" ref=${details}
    onToggle=${(/** @type {any} */ event) => event.target.open && load()}>
    <summary>Activity</summary>
    <ul class="panel-log">
      ${log.map(
        ({ id, action, created_at, undone }) => html`<li key=${id}>
          <span>${action}<small>${MOMENT.format(new Date(created_at))}</small></span>
          ${
            undone
              ? html`<small>undone</small>`
              : html`<button type="button" class="text-button"
            onClick=${() => undo(id)} aria-label=${`Undo ${action}`}>Undo</button>`
          }
        </li>`,
      )}
    </ul>
  </details>`;
}
