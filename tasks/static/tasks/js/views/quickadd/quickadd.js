/** One line to add tasks with: read while typing, kept when the network is away. */
import { classes, html, Icon, useLayoutEffect, useState } from "#wd/core/ui.js";
import { standing, taken, without } from "#wd/tasks/model/tokens.js";
import { held, returned, takenBack } from "#wd/tasks/state/outbox.js";
import { only, pane } from "#wd/tasks/state/page.js";
import { add, create, sending } from "#wd/tasks/state/quickadd.js";
import { Field } from "#wd/tasks/views/quickadd/field.js";
import { useLine } from "#wd/tasks/views/quickadd/line.js";
import { Pasted } from "#wd/tasks/views/quickadd/pasted.js";
import { wanted } from "#wd/tasks/views/quickadd/prefill.js";
import { NOTHING, useReading } from "#wd/tasks/views/quickadd/preview.js";
import { Suggestions } from "#wd/tasks/views/quickadd/suggestions.js";
import { Reads } from "#wd/tasks/views/quickadd/token-chips.js";

/** @typedef {import("./preview.js").Token} Token */
/** @typedef {import("./preview.js").Suggestion} Suggestion */

/** Send the line, or put it back when it was refused. @param {import("./line.js").Line} line */
async function save({ text, input, write }) {
  const value = text.trim();
  if (!value) return;
  write("");
  const kept = await add({ text: value, ...(only.peek() && { domain_id: only.peek() }) });
  if (!kept && !input.current?.value) write(value);
}

/** When another part of the page wants words in the line. @param {import("./line.js").Line} line */
function usePrefill({ text, write }) {
  useLayoutEffect(() => {
    if (!wanted.value) return;
    pane.value = "list";
    write(wanted.value.text || text);
    wanted.value = null;
  }, [wanted.value]);
}

/**
 * What was refused after it had waited stands in the line again, once there is room.
 * @param {import("./line.js").Line} line
 */
function useReturned({ text, put, pasted, setPasted }) {
  useLayoutEffect(() => {
    const line = returned.value;
    if (!line || text || pasted) return;
    if (line.text.includes("\n")) setPasted(line.text);
    else put(line.text);
    takenBack();
  }, [returned.value, text, pasted]);
}

/** @param {{hint?: string}} props */
export function QuickAdd({ hint = "Add a task" }) {
  const line = useLine();
  const { input, text, caret, focus, pasted, setPasted, write } = line;
  const [closed, setClosed] = useState("");
  const reading = useReading(text, caret);
  const fresh = reading.text === text ? reading : NOTHING;
  const offered = focus && closed !== text ? fresh.suggestions : [];
  const tokens = standing(text, reading.lines[0]?.tokens ?? []);
  usePrefill(line);
  useReturned(line);
  const take = (/** @type {Suggestion} */ suggestion) => {
    if (suggestion.new) create(suggestion);
    const next = taken(text, suggestion);
    write(next.text, next.caret);
  };
  const leave = () => (offered.length ? setClosed(text) : input.current?.blur());
  return html`<div class=${classes("quick", focus && "focus", text && "full")}>
    <${Icon} name="plus" size=${16} />
    <${Suggestions} offered=${offered} onTake=${take} onSave=${() => save(line)} onClose=${leave}>
      ${(/** @type {object} */ combobox) => html`<${Field} line=${line} tokens=${tokens}
        hint=${hint} combobox=${combobox} />`}
    <//>
    <${Reads} line=${reading.lines[0]} tokens=${tokens} text=${text}
      onRemove=${(/** @type {Token} */ token) => write(without(text, token))} />
    ${
      pasted &&
      html`<${Pasted} text=${pasted} anchor=${input.current}
      onClose=${() => setPasted("")} onRefused=${setPasted} />`
    }
    <${Waiting} />
  </div>`;
}

/** Lines on their way, or waiting to be sent. */
function Waiting() {
  const words = sending.value.map((text) => `Adding: ${text}`);
  if (held.value) words.push(`${held.value} waiting to be sent`);
  return words.length ? html`<p class="waiting" role="status">${words.join(" · ")}</p>` : null;
}
