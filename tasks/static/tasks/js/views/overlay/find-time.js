/** The dialog “Find a time”, which offers the best slots for a task. */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { minutesOf } from "#wd/core/time.js";
import { html, useEffect, useState } from "#wd/core/ui.js";
import { patch, pathOf, schedule } from "#wd/tasks/state/actions.js";
import { targets } from "#wd/tasks/state/derived.js";
import { clearSelection, cursor } from "#wd/tasks/state/page.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

/** @typedef {Chunk & {sentence: string, note: string, chunks: Chunk[]}} Slot */

export function FindTime() {
  const [entry] = useState(() => targets(cursor.peek())[0]);
  const [result, setResult] = useState(
    /** @type {{slots: Slot[], sentence: string} | null} */ (null),
  );
  useEffect(() => {
    if (!entry) return closeDialog();
    send("GET", `${pathOf(entry)}/slots`).then(setResult, ({ message }) =>
      setResult({ slots: [], sentence: message }),
    );
  }, []);
  if (!entry) return null;
  const pick = (/** @type {Slot} */ { date, time, sentence, chunks }) => {
    closeDialog();
    if (chunks.length > 1)
      patch(entry, { chunks }, t("{tasks}: {slot}", { tasks: entry.title, slot: sentence }));
    else schedule([entry], { date, start: minutesOf(time) });
    clearSelection();
  };
  const { title } = entry;
  return html`<${Dialog} label=${t("Find a time for {title}", { title })} kind="move slots">
    <div>
      <h2 tabindex="-1" data-first>${t("Find a time for “{title}”", { title })}</h2>
      <p role="status">${result ? result.sentence : t("Looking for free time…")}</p>
      <ul>
        ${result?.slots.map(
          (slot) => html`<li key=${slot.sentence}>
          <button type="button" onClick=${() => pick(slot)}><b>${slot.sentence}</b>
            <small>${slot.note}</small></button></li>`,
        )}
      </ul>
      <button type="button" class="quiet" onClick=${closeDialog}>${t("Cancel")}</button>
    </div>
  <//>`;
}
