/** Notes: plain text whose web addresses are links while it is read. */
import { send } from "#wd/core/api.js";
import { html, useEffect, useState } from "#wd/core/ui.js";
import { linkify } from "#wd/tasks/model/linkify.js";
import { patch } from "#wd/tasks/state/actions.js";
import { entryAt } from "#wd/tasks/state/derived.js";

/** @param {{task: Task}} props */
export function Notes({ task }) {
  const [text, setText] = useState(/** @type {string | null} */ (task.has_description ? null : ""));
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    if (!task.has_description || editing) return;
    send("GET", `/tasks/${task.id}`).then(
      ({ description }) => setText(description),
      () => setText(null),
    );
  }, [task.version]);
  const save = (/** @type {any} */ event) => {
    const description = event.target.value;
    setEditing(false);
    if (description === text) return;
    setText(description);
    const entry = entryAt(`t${task.id}`);
    if (entry) patch(entry, { description }, `Notes of ${task.title}`, true);
  };
  if (text === null) return html`<p class="panel-notes quiet-text">Loading notes…</p>`;
  if (!editing && text) return html`<${Reading} text=${text} onEdit=${() => setEditing(true)} />`;
  return html`<textarea class="input panel-notes" aria-label="Notes" placeholder="Notes" rows="3"
    maxlength="10000"
    defaultValue=${text} ref=${(/** @type {HTMLElement | null} */ area) => editing && area?.focus()}
      onBlur=${save}></textarea>`;
}

/** @param {{text: string, onEdit: () => void}} props */
const Reading = ({ text, onEdit }) => html`<div class="panel-notes reading">
  <p>${linkify(text).map(({ text: words, href }) =>
    href
      ? html`<a href=${href} target="_blank"
    rel="noopener noreferrer">${words}</a>`
      : words,
  )}</p>
  <button type="button" class="text-button" onClick=${onEdit}>Edit notes</button>
</div>`;
