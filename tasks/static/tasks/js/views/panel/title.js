/** The title field, which grows with its text and saves it while the person types. */
import { t } from "#wd/core/i18n.js";
import { html, useLayoutEffect } from "#wd/core/ui.js";
import { useTypedText } from "#wd/tasks/views/panel/typed-text.js";

/** @param {HTMLTextAreaElement} area */
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

/** @param {{entry: Entry}} props */
export function Title({ entry }) {
  const { area, theirs, onInput, onBlur } = useTypedText({
    entry,
    title: true,
    value: entry.title,
  });
  useLayoutEffect(() => fit(/** @type {HTMLTextAreaElement} */ (area.current)), [entry.title]);
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    area.current?.blur();
  };
  const input = () => {
    onInput();
    fit(/** @type {HTMLTextAreaElement} */ (area.current));
  };
  return html`<textarea class="panel-title" ref=${area} rows="1" maxlength="500" aria-label=${t("Title")}
    onInput=${input} onKeyDown=${key} onBlur=${onBlur}></textarea>${theirs}`;
}
