/** A field for a date, a time or both, with its reading below: "fri 9" is "Fri 4 Dec, 09:00". */
import { t } from "#wd/core/i18n.js";
import { classes, html, Icon, useRef } from "#wd/core/ui.js";
import { momentText, saveLater, useMoment } from "#wd/tasks/views/moment/reading.js";

/** @typedef {import("./reading.js").Value} Value */

let count = 0;

const HINTS = {
  both: t("fri 9:00, tomorrow, 3 feb…"),
  day: t("fri, 3 feb, in 2 weeks…"),
  time: t("9:00, 5 pm…"),
};

/**
 * The field of a `useMoment`; other attributes are those of its input.
 * @param {{moment: import("./reading.js").Moment, kind?: import("./reading.js").MomentKind, onCommit?: () => unknown, [attribute: string]: any}} props
 */
export function MomentInput({ moment, kind = "both", onCommit, ...attributes }) {
  const { input, text, saved, reading, put, setText, required } = moment;
  const id = useRef("");
  id.current ||= `moment-${++count}`;
  const choose = (/** @type {string} */ suggestion) => {
    put(suggestion);
    if (input.current) input.current.value = suggestion;
    input.current?.focus();
    onCommit?.();
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || text === saved) return;
    event.preventDefault();
    event.stopPropagation();
    put(saved);
  };
  return html`<div class="moment">
    <input class="input" type="text" ref=${input} value=${text} placeholder=${HINTS[kind]}
      autocomplete="off" spellcheck="false" enterkeyhint="done" maxlength="200"
      aria-describedby=${id.current} aria-invalid=${reading?.problem ? "true" : undefined}
      aria-required=${required ? "true" : undefined} ...${attributes} onKeyDown=${key}
      onInput=${(/** @type {any} */ event) => setText(event.target.value)} onChange=${onCommit} />
    <div class=${classes("reading", reading?.problem && "problem")} id=${id.current} aria-live="polite">
      ${reading?.problem && html`<${Icon} name="triangle-alert" size=${12} />`}
      ${reading && html`<span>${reading.problem || reading.label}</span>`}
      ${reading?.suggestions.map(
        (suggestion) => html`<button type="button" class="chip option" key=${suggestion}
          onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}
          onClick=${() => choose(suggestion)}>${suggestion}</button>`,
      )}
    </div>
  </div>`;
}

/**
 * A field that saves when the person leaves it or presses Enter. A text without a meaning stays, with
 * a sentence, and saves nothing.
 * @param {{date?: string | null, time?: string | null, kind?: import("./reading.js").MomentKind, required?: boolean, onSet: (value: Value) => unknown, [attribute: string]: any}} props
 */
export function MomentField({
  date = null,
  time = null,
  kind = "both",
  required = false,
  onSet,
  ...attributes
}) {
  const moment = useMoment({ date, time, kind, required });
  const commit = async () => {
    const value = await moment.read();
    if (!value) return;
    moment.put(momentText(value));
    if (value.date !== date || value.time !== time) onSet(value);
  };
  return html`<${MomentInput} moment=${moment} kind=${kind} onCommit=${() => saveLater(commit())} ...${attributes} />`;
}
