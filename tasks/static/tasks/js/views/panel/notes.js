/** Notes: plain text whose web addresses are links while it is read. */
import { send } from "#wd/core/api.js";
import { html, useEffect, useState } from "#wd/core/ui.js";
import { linkify } from "#wd/tasks/model/linkify.js";
import { patch } from "#wd/tasks/state/actions.js";

/**
 * Where the notes are kept: of one day of a series that has its own, or of the task; "" of neither.
 * @param {Entry} entry
 */
function addressOf({ task, instance }) {
  if (instance?.has_own_description) return `/instances/${instance.id}`;
  return task.has_description ? `/tasks/${task.id}` : "";
}

/** @param {Entry} entry @param {boolean} editing */
function useNotes(entry, editing) {
  const address = addressOf(entry);
  const description = entry.instance ? entry.instance.own_description : entry.task.description;
  const [text, setText] = useState(/** @type {string | null} */ (address ? null : ""));
  useEffect(() => {
    if (editing) return;
    if (typeof description === "string") return setText(description); // on its way
    if (!address) return setText("");
    let wanted = true;
    send("GET", address).then(
      ({ own_description, description }) => wanted && setText(own_description ?? description),
      () => wanted && setText(null),
    );
    return () => {
      wanted = false;
    };
  }, [address, description, entry.task.version, entry.instance?.version]);
  return /** @type {const} */ ([text, setText]);
}

/** @param {{entry: Entry}} props */
export function Notes({ entry }) {
  const { instance } = entry;
  const [editing, setEditing] = useState(false);
  const [text, setText] = useNotes(entry, editing);
  const keep = (/** @type {string | null} */ notes) =>
    patch(
      entry,
      { [instance ? "own_description" : "description"]: notes },
      `Notes of ${entry.title}`,
      true,
    );
  const save = (/** @type {any} */ event) => {
    setEditing(false);
    if (event.target.value === text) return;
    setText(event.target.value);
    keep(event.target.value);
  };
  if (text === null) return html`<p class="panel-notes quiet-text">Loading notes…</p>`;
  return html`${
    !editing && text
      ? html`<${Reading} text=${text} onEdit=${() => setEditing(true)} />`
      : html`<textarea class="input panel-notes" aria-label="Notes" placeholder="Notes" rows="3"
    maxlength="10000"
    defaultValue=${text} ref=${(/** @type {HTMLElement | null} */ area) => editing && area?.focus()}
      onBlur=${save}></textarea>`
  }
  ${
    instance?.has_own_description &&
    html`<button type="button" class="text-button panel-follow"
      onClick=${() => keep(null)}>Use the notes of the series</button>`
  }`;
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
