/** Who placed a task, and a button that keeps its time or day, or lets the planner change it. */
import { t } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";
import { isPromise } from "#wd/tasks/model/entry.js";
import { keepTimes } from "#wd/tasks/state/actions.js";

/** @param {{entry: Entry, set: (fields: object) => void}} props */
export function Placed({ entry, set }) {
  const { task, date, start, kind } = entry;
  if (date === null || task.series) return kind === "instance" && start !== null && line(entry);
  if (start !== null) return line(entry);
  const kept = task.day_chosen;
  return field({
    kept,
    note: kept ? t("You chose this day") : t("The planner may change the day"),
    action: kept ? t("Any day") : t("Keep this day"),
    onClick: () => set({ day_chosen: !kept }),
  });
}

/** @param {Entry} entry */
function line(entry) {
  const kept = isPromise(entry);
  return field({
    kept,
    note: kept ? t("You chose this time") : t("Planned; it may move"),
    action: kept ? t("Let the planner move it") : t("Keep this time"),
    onClick: () => keepTimes([entry], !kept),
  });
}

/** @param {{kept: boolean, note: string, action: string, onClick: () => void}} props */
const field = ({ kept, note, action, onClick }) => html`<div class="panel-placed">
  <small>${kept && html`<${Icon} name="pin" size=${12} />`}${note}</small>
  <button type="button" class="text-button" onClick=${onClick}>${action}</button></div>`;
