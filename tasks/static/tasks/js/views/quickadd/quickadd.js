/** The quick-add line: parsed while typing, stored while offline. */
import { t } from "#wd/core/i18n.js";
import { classes, html, Icon, useLayoutEffect } from "#wd/core/ui.js";
import { today } from "#wd/tasks/state/clock.js";
import { pane, place } from "#wd/tasks/state/page.js";
import { add } from "#wd/tasks/state/quickadd.js";
import { labels } from "#wd/tasks/state/server.js";
import { lazy } from "#wd/tasks/views/lazy.js";
import { Outbox } from "#wd/tasks/views/outbox.js";
import { useLine } from "#wd/tasks/views/quickadd/line.js";
import { LineField } from "#wd/tasks/views/quickadd/line-field.js";
import { Pasted } from "#wd/tasks/views/quickadd/pasted.js";
import { prefillRequest } from "#wd/tasks/views/quickadd/prefill.js";

/** @typedef {import("./preview.js").Token} Token */

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
  const line = useLine("", "line");
  const { input, text, focus, pasted, setPasted } = line;
  usePrefill(line);
  return html`<div class=${classes("quick", focus && "focus", text && "full")}>
    <${Icon} name="plus" size=${16} />
    <${LineField} line=${line} hint=${hint} onSave=${() => save(line)} onClose=${() => input.current?.blur()}>
      ${(/** @type {Token[]} */ tokens) =>
        tokens.some(({ kind }) => kind === "deadline") && html`<${PromiseBy} text=${text} />`}
    <//>
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
