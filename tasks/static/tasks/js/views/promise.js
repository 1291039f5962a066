/** The question “Can I promise this?” about a task or a line, and the answer. */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { html, useState } from "#wd/core/ui.js";

/** The focus stays where it is, so that typing can go on. @param {Event} event */
const keepFocus = (event) => event.preventDefault();

/** @param {{path: string}} props of the API; use it as the key too, so that no answer outlives it */
export function PromiseCheck({ path }) {
  const [answer, setAnswer] = useState("");
  const check = () => {
    setAnswer(t("Checking…"));
    send("GET", path).then(
      ({ sentence }) => setAnswer(sentence),
      ({ message }) => setAnswer(message),
    );
  };
  return html`<div class="promise">
    <button type="button" class="text-button" onPointerDown=${keepFocus} onClick=${check}>
      ${t("Can I promise this?")}</button>
    <p role="status">${answer}</p></div>`;
}
