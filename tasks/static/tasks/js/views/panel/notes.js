/** Notes: plain text that shows web addresses as links unless it is being edited. */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { html, useEffect, useLayoutEffect, useState } from "#wd/core/ui.js";
import { linkify } from "#wd/tasks/model/linkify.js";
import { patch, pathOf } from "#wd/tasks/state/actions.js";
import { link } from "#wd/tasks/state/live.js";
import { hasReturnedText } from "#wd/tasks/state/returned-text.js";
import { useTypedText } from "#wd/tasks/views/panel/typed-text.js";

/**
 * Return the API path of the notes: the instance's own, the task's, or "" if there are none.
 * @param {Entry} entry
 */
function notesPath({ task, instance }) {
  if (instance?.has_own_description) return `/instances/${instance.id}`;
  return task.has_description ? `/tasks/${task.id}` : "";
}

/** @param {string} path @returns {Promise<string>} */
const load = (path) =>
  send("GET", path).then(
    ({ own_description, description }) => own_description ?? description ?? "",
  );

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
    load(path).then(
      (loaded) => active && setText(loaded),
      () => {},
    );
    return () => {
      active = false;
    };
  }, [path, description, entry.task.version, entry.instance?.version, link.value]);
  return /** @type {const} */ ([text, setText]);
}

/** @param {{entry: Entry}} props */
export function Notes({ entry }) {
  const { instance } = entry;
  const [editing, setEditing] = useState(hasReturnedText(entry.key));
  const [text, setText] = useNotes(entry, editing);
  const follow = () =>
    patch(
      entry,
      { own_description: null },
      t("Notes changed: {title}", { title: entry.title }),
      true,
    );
  const finish = (/** @type {string} */ value) => {
    setText(value);
    setEditing(false);
  };
  if (text === null)
    return html`<p class="panel-notes quiet-text">${
      link.value === "live"
        ? t("Loading notes…")
        : t("The notes can't be loaded while you're offline.")
    }</p>`;
  return html`${
    !editing && text
      ? html`<${Reading} text=${text} onEdit=${() => setEditing(true)} />`
      : html`<${NotesField} entry=${entry} text=${text} focus=${editing}
          onFocus=${() => setEditing(true)} onDone=${finish} />`
  }
  ${
    instance?.has_own_description &&
    html`<button type="button" class="text-button panel-follow" onClick=${follow}>${t("Use the notes of the series")}</button>`
  }`;
}

/**
 * @param {{entry: Entry, text: string, focus: boolean, onFocus: () => void, onDone: (text: string) => void}}
 * props
 */
function NotesField({ entry, text, focus, onFocus, onDone }) {
  const { area, theirs, onInput, onBlur } = useTypedText({
    entry,
    title: false,
    value: text,
    load: () => load(pathOf(entry)),
  });
  useLayoutEffect(() => {
    if (focus) area.current?.focus();
  }, []);
  const leave = () => {
    onBlur();
    onDone(area.current?.value ?? text);
  };
  return html`<textarea class="input panel-notes" aria-label=${t("Notes")} placeholder=${t("Notes")} rows="3"
    maxlength="10000" ref=${area} onFocus=${onFocus} onInput=${onInput} onBlur=${leave}></textarea>${theirs}`;
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
