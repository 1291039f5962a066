/** Notes: plain text that shows web addresses as links unless it is being edited. */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { html, useEffect, useState } from "#wd/core/ui.js";
import { linkify } from "#wd/tasks/model/linkify.js";
import { patch } from "#wd/tasks/state/actions.js";

/**
 * Return the API path of the notes: the instance's own, the task's, or "" if there are none.
 * @param {Entry} entry
 */
function notesPath({ task, instance }) {
  if (instance?.has_own_description) return `/instances/${instance.id}`;
  return task.has_description ? `/tasks/${task.id}` : "";
}

/** @param {Entry} entry @param {boolean} editing */
function useNotes(entry, editing) {
  const path = notesPath(entry);
  const description = entry.instance ? entry.instance.own_description : entry.task.description;
  const [text, setText] = useState(/** @type {string | null} */ (path ? null : ""));
  useEffect(() => {
    if (editing) return;
    if (typeof description === "string") return setText(description); // not saved yet
    if (!path) return setText("");
    let active = true;
    send("GET", path).then(
      ({ own_description, description }) => active && setText(own_description ?? description),
      () => active && setText(null),
    );
    return () => {
      active = false;
    };
  }, [path, description, entry.task.version, entry.instance?.version]);
  return /** @type {const} */ ([text, setText]);
}

/** @param {{entry: Entry}} props */
export function Notes({ entry }) {
  const { instance } = entry;
  const [editing, setEditing] = useState(false);
  const [text, setText] = useNotes(entry, editing);
  const saveNotes = (/** @type {string | null} */ notes) =>
    patch(
      entry,
      { [instance ? "own_description" : "description"]: notes },
      t("Notes changed: {title}", { title: entry.title }),
      true,
    );
  const save = (/** @type {any} */ event) => {
    setEditing(false);
    if (event.target.value === text) return;
    setText(event.target.value);
    saveNotes(event.target.value);
  };
  if (text === null) return html`<p class="panel-notes quiet-text">${t("Loading notes…")}</p>`;
  return html`${
    !editing && text
      ? html`<${Reading} text=${text} onEdit=${() => setEditing(true)} />`
      : html`<textarea class="input panel-notes" aria-label=${t("Notes")} placeholder=${t("Notes")} rows="3"
    maxlength="10000"
    defaultValue=${text} ref=${(/** @type {HTMLElement | null} */ area) => editing && area?.focus()}
      onBlur=${save}></textarea>`
  }
  ${
    instance?.has_own_description &&
    html`<button type="button" class="text-button panel-follow"
      onClick=${() => saveNotes(null)}>${t("Use the notes of the series")}</button>`
  }`;
}

/** @param {{text: string, onEdit: () => void}} props */
const Reading = ({ text, onEdit }) => html`<div class="panel-notes reading">
  <p>${linkify(text).map(({ text: part, href }) =>
    href
      ? html`<a href=${href} target="_blank"
    rel="noopener noreferrer">${part}</a>`
      : part,
  )}</p>
  <button type="button" class="text-button" onClick=${onEdit}>${t("Edit notes")}</button>
</div>`;
