/**
 * A text field that saves while the person types. Its text wins as long as it has the focus; what
 * another device wrote meanwhile is shown below it.
 */
import { t } from "#wd/core/i18n.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "#wd/core/ui.js";
import { takeReturnedText } from "#wd/tasks/state/returned-text.js";
import { beginSession } from "#wd/tasks/state/text-session.js";

/** @typedef {ReturnType<typeof beginSession>} Session */

/**
 * @param {{entry: Entry, title: boolean, value: string, load?: () => Promise<string>}} options `value` is the
 * text as it is shown elsewhere on the page; `load` reads it from the server where the page has no rows of it
 */
export function useTypedText({ entry, title, value, load }) {
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const session = useRef(/** @type {Session | null} */ (null));
  const [theirs, setTheirs] = useState(/** @type {string | null} */ (null));
  const field = () => /** @type {HTMLTextAreaElement} */ (area.current);

  const begin = () => {
    session.current ??= beginSession({ entry, title, value, load, onTheirs: setTheirs });
    return session.current;
  };
  const end = () => {
    session.current?.end();
    session.current = null;
    setTheirs(null);
  };
  useLayoutEffect(() => {
    if (session.current) session.current.compare();
    else field().value = value;
  }, [value, entry.task.version, entry.instance?.version]);
  useEffect(() => {
    const text = takeReturnedText(entry.key, title);
    if (text !== null) {
      field().value = text;
      field().focus();
      begin().type(text);
    }
    return end;
  }, []);
  const use = () => {
    session.current?.drop();
    session.current = null;
    field().value = theirs ?? "";
    setTheirs(null);
    field().focus();
  };
  return {
    area,
    theirs: theirs !== null && html`<${Theirs} text=${theirs} onUse=${use} />`,
    onInput: () => begin().type(field().value),
    onBlur: () => {
      if (theirs !== null && !session.current?.unsaved) field().value = theirs;
      end();
      field().value ||= title ? value : "";
    },
  };
}

/** @param {{text: string, onUse: () => void}} props */
const Theirs = ({ text, onUse }) => html`<p class="panel-theirs" role="status">
  <span>${text ? t("Changed on another device: “{text}”", { text }) : t("Emptied on another device.")}</span>
  <button type="button" class="text-button" onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}
    onClick=${onUse}>${t("Use it")}</button></p>`;
