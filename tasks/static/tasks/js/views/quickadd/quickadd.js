/** The quick-add line: parsed while typing, stored while offline. */
import { t } from "#wd/core/i18n.js";
import { classes, html, Icon, useLayoutEffect, useState } from "#wd/core/ui.js";
import { currentTokens, insertSuggestion, removeToken } from "#wd/tasks/model/tokens.js";
import { today } from "#wd/tasks/state/clock.js";
import { pane, place } from "#wd/tasks/state/page.js";
import { add, create } from "#wd/tasks/state/quickadd.js";
import { labels } from "#wd/tasks/state/server.js";
import { lazy } from "#wd/tasks/views/lazy.js";
import { Outbox } from "#wd/tasks/views/outbox.js";
import { Field } from "#wd/tasks/views/quickadd/field.js";
import { useLine } from "#wd/tasks/views/quickadd/line.js";
import { Pasted } from "#wd/tasks/views/quickadd/pasted.js";
import { prefillRequest } from "#wd/tasks/views/quickadd/prefill.js";
import { EMPTY_READING, useReading } from "#wd/tasks/views/quickadd/preview.js";
import { Suggestions } from "#wd/tasks/views/quickadd/suggestions.js";
import { TokenChips } from "#wd/tasks/views/quickadd/token-chips.js";

/** @typedef {import("./preview.js").Token} Token */
/** @typedef {import("./preview.js").Suggestion} Suggestion */

/**
 * What a line added on this page means unless it says otherwise. Thoughts have no domain; without
 * one elsewhere, the server falls back to the default one.
 */
function defaults() {
  const { name, id, date } = place.peek();
  if (name === "thoughts") return { domain_id: null };
  if (name === "domain") return { domain_id: id };
  return name === "today" || date ? { scheduled_date: date ?? today.peek() } : {};
}

/** On the page of a label, a line gets that label. @param {string} text */
function labelled(text) {
  const { name, id = 0 } = place.peek();
  const label = name === "label" && labels.peek().get(id);
  return label ? text.replace(/^(\s*\S.*?)(?=\s+\/\/\s|\s*$)/gm, `$1 @${label.name}`) : text;
}

/** Send the line, or restore it if the server rejected it. @param {import("./line.js").Line} line */
async function save({ text, input, write }) {
  const value = text.trim();
  if (!value) return;
  write("");
  const saved = await add({ text: labelled(value), ...defaults() });
  if (!saved && !input.current?.value) write(value);
}

/** Fill in the line when another part of the page requests it. @param {import("./line.js").Line} line */
function usePrefill({ text, write }) {
  useLayoutEffect(() => {
    if (!prefillRequest.value) return;
    pane.value = "list";
    write(prefillRequest.value.text || text);
    prefillRequest.value = null;
  }, [prefillRequest.value]);
}

/** @param {{hint?: string}} props */
export function QuickAdd({ hint = t("Add a task") }) {
  const line = useLine();
  const { input, text, caret, focus, pasted, setPasted, write } = line;
  const [closed, setClosed] = useState("");
  const reading = useReading(text, caret);
  const fresh = reading.text === text ? reading : EMPTY_READING;
  const suggestions = focus && closed !== text ? fresh.suggestions : [];
  const tokens = currentTokens(text, reading.lines[0]?.tokens ?? []);
  usePrefill(line);
  const accept = (/** @type {Suggestion} */ suggestion) => {
    if (suggestion.new) create(suggestion);
    const next = insertSuggestion(text, suggestion);
    write(next.text, next.caret);
  };
  const close = () => (suggestions.length ? setClosed(text) : input.current?.blur());
  return html`<div class=${classes("quick", focus && "focus", text && "full")}>
    <${Icon} name="plus" size=${16} />
    <${Suggestions} suggestions=${suggestions} onAccept=${accept} onSave=${() => save(line)} onClose=${close}>
      ${(/** @type {object} */ combobox) => html`<${Field} line=${line} tokens=${tokens}
        hint=${hint} combobox=${combobox} />`}
    <//>
    <${TokenChips} line=${reading.lines[0]} tokens=${tokens} text=${text}
      others=${fresh.lines[0]?.suggestions} onChoose=${write}
      onRemove=${(/** @type {Token} */ token) => write(removeToken(text, token))} />
    ${tokens.some(({ kind }) => kind === "deadline") && html`<${PromiseBy} text=${text} />`}
    ${
      pasted &&
      html`<${Pasted} text=${pasted} anchor=${input.current}
      onClose=${() => setPasted("")} onReject=${setPasted} />`
    }
  </div>
  <${Outbox} />`;
}

const PromiseCheck = lazy("PromiseCheck");

/** @param {{text: string}} props */
function PromiseBy({ text }) {
  const path = `/promise?text=${encodeURIComponent(text)}`;
  return html`<${PromiseCheck} key=${path} path=${path} />`;
}
