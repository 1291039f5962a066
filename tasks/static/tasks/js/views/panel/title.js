/** The title field, which grows with its text. Enter saves it. */
import { t } from "#wd/core/i18n.js";
import { html, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { patch } from "#wd/tasks/state/actions.js";

/** @param {HTMLTextAreaElement} area */
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

/** @param {{entry: Entry}} props */
export function Title({ entry }) {
  /** @type {{current: HTMLTextAreaElement | null}} */
  const area = useRef(null);
  useLayoutEffect(() => {
    const field = /** @type {HTMLTextAreaElement} */ (area.current);
    // Don't overwrite text that the person is typing.
    if (field !== document.activeElement || !field.value) field.value = entry.title;
    fit(field);
  }, [entry.title]);
  const save = () => {
    const field = /** @type {HTMLTextAreaElement} */ (area.current);
    const title = field.value.trim().replace(/\s*\n\s*/g, " ");
    if (!title) field.value = entry.title;
    if (!title || title === entry.title) return;
    patch(
      entry,
      { [entry.kind === "instance" ? "own_title" : "title"]: title },
      t("Renamed: {title}", { title }),
    );
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    area.current?.blur();
  };
  return html`<textarea class="panel-title" ref=${area} rows="1" maxlength="500" aria-label=${t("Title")}
    onInput=${() => area.current && fit(area.current)} onKeyDown=${key}
      onChange=${save}></textarea>`;
}
