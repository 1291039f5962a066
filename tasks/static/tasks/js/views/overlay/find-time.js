/** “When could I do this?”: the best places for one task; one is chosen. */
import { send } from "#wd/core/api.js";
import { minutesOf } from "#wd/core/time.js";
import { html, useEffect, useState } from "#wd/core/ui.js";
import { patch, pathOf, schedule } from "#wd/tasks/state/actions.js";
import { targets } from "#wd/tasks/state/derived.js";
import { clearSelection, cursor } from "#wd/tasks/state/page.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";

/** @typedef {Chunk & {sentence: string, note: string, chunks: Chunk[]}} Slot */

export function Slots() {
  const [entry] = useState(() => targets(cursor.peek())[0]);
  const [found, setFound] = useState(
    /** @type {{slots: Slot[], sentence: string} | null} */ (null),
  );
  useEffect(() => {
    if (!entry) return closeDialog();
    send("GET", `${pathOf(entry)}/slots`).then(setFound, ({ message }) =>
      setFound({ slots: [], sentence: message }),
    );
  }, []);
  if (!entry) return null;
  const pick = (/** @type {Slot} */ { date, time, sentence, chunks }) => {
    closeDialog();
    if (chunks.length > 1) patch(entry, { chunks }, `${entry.title}: ${sentence}`);
    else schedule([entry], { date, start: minutesOf(time) });
    clearSelection();
  };
  return html`<${Dialog} label=${`When could I do ${entry.title}?`} kind="move slots">
    <div>
      <h2 tabindex="-1" data-first>When could I do “${entry.title}”?</h2>
      <p role="status">${found ? found.sentence : "Looking for room…"}</p>
      <ul>
        ${found?.slots.map(
          (slot) => html`<li key=${slot.sentence}>
          <button type="button" onClick=${() => pick(slot)}><b>${slot.sentence}</b>
            <small>${slot.note}</small></button></li>`,
        )}
      </ul>
      <button type="button" class="quiet" onClick=${closeDialog}>Cancel</button>
    </div>
  <//>`;
}
