/** One line to add tasks with: read while typing, kept when the network is away. */
import { classes, html, Icon, useLayoutEffect, useRef, useState } from "#wd/core/ui.js";
import { pieces, standing, taken, without } from "#wd/tasks/model/tokens.js";
import { only, pane } from "#wd/tasks/state/page.js";
import { add, held, sending } from "#wd/tasks/state/quickadd.js";
import { Pasted } from "#wd/tasks/views/quickadd/pasted.js";
import { wanted } from "#wd/tasks/views/quickadd/prefill.js";
import { NOTHING, useReading } from "#wd/tasks/views/quickadd/preview.js";
import { Reads } from "#wd/tasks/views/quickadd/reads.js";
import { Suggestions } from "#wd/tasks/views/quickadd/suggestions.js";

const SAYS =
  "Add a task. # domain, ^ parent, @ label, ! impact, ? clarity, 45m, fri 9:00, every day, by friday.";

/** Text, caret and focus of the line, and what can be done with them. */
function useLine() {
  /** @type {{current: HTMLInputElement | null}} */
  const input = useRef(null);
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  // At once, not in a frame: a fast typist is already on the next word.
  const write = (/** @type {string} */ value, at = value.length) => {
    const field = /** @type {HTMLInputElement} */ (input.current);
    field.value = value;
    field.focus();
    field.setSelectionRange(at, at);
    setText(value);
    setCaret(at);
  };
  const read = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    setText(field.value);
    setCaret(field.selectionStart ?? field.value.length);
  };
  return { input, text, caret, write, read };
}

/** @param {{focused?: boolean, hint?: string, defaults?: object}} props */
export function QuickAdd({ hint = "Add a task", defaults = {} }) {
  const line = useLine();
  const { input, text, caret, write, read } = line;
  const [focus, setFocus] = useState(false);
  const [scroll, setScroll] = useState(0);
  const [pasted, setPasted] = useState("");
  const [closed, setClosed] = useState("");
  const reading = useReading(text, caret);
  const fresh = reading.text === text ? reading : NOTHING;
  const offered = focus && closed !== text ? fresh.suggestions : [];
  const tokens = standing(text, reading.lines[0]?.tokens ?? []);
  useLayoutEffect(() => {
    if (!wanted.value || pane.value !== "list") pane.value = "list";
    if (wanted.value) write(wanted.value.text || text);
  }, [wanted.value]);
  // The field scrolls on its own when the pills beside it take room.
  useLayoutEffect(() => setScroll(input.current?.scrollLeft ?? 0), [text, tokens.length]);
  const save = async () => {
    const value = text.trim();
    if (!value) return;
    write("");
    const kept = await add({
      text: value,
      ...(only.value && { domain_id: only.value }),
      ...defaults,
    });
    if (!kept && !input.current?.value) write(value);
  };
  const take = (/** @type {import("./preview.js").Token} */ suggestion) => {
    const next = taken(text, suggestion);
    write(next.text, next.caret);
  };
  const paste = (/** @type {ClipboardEvent} */ event) => {
    const lines = event.clipboardData?.getData("text") ?? "";
    if (!lines.trim().includes("\n")) return;
    event.preventDefault();
    setPasted(lines);
  };
  return html`<div class=${classes("quick", focus && "focus", text && "full")}>
    <${Icon} name="plus" size=${16} />
    <${Suggestions} offered=${offered} onTake=${take} onSave=${save} onClose=${() => (offered.length ? setClosed(text) : input.current?.blur())}>
      ${(/** @type {object} */ combobox) => html`<div class="line">
        <${Mirror} text=${text} tokens=${tokens} scroll=${scroll} />
        <input
          ref=${input}
          value=${text}
          placeholder=${hint}
          aria-label=${SAYS}
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="done"
          maxlength="2000"
          onInput=${read}
          onClick=${read}
          onPaste=${paste}
          onScroll=${(/** @type {Event} */ event) => setScroll(/** @type {HTMLElement} */ (event.target).scrollLeft)}
          onFocus=${() => setFocus(true)}
          onBlur=${() => setFocus(false)}
          ...${combobox}
        />
      </div>`}
    <//>
    <${Reads} line=${reading.lines[0]} tokens=${tokens} text=${text} onRemove=${(/** @type {any} */ token) => write(without(text, token))} />
    ${pasted && html`<${Pasted} text=${pasted} anchor=${input.current} defaults=${defaults} onClose=${() => setPasted("")} />`}
    <${Waiting} />
  </div>`;
}

/** The same words behind the field, with the recognised ones tinted. @param {{text: string, tokens: any[], scroll: number}} props */
const Mirror = ({
  text,
  tokens,
  scroll,
}) => html`<div class="mirror" aria-hidden="true" style=${{ transform: `translateX(${-scroll}px)` }}>
  ${pieces(text, tokens).map(({ text: words, kind }) => (kind ? html`<mark data-kind=${kind}>${words}</mark>` : words))}
</div>`;

/** Lines on their way, or waiting for the network. */
function Waiting() {
  const words = sending.value.map((text) => `Adding: ${text}`);
  if (held.value) words.push(`${held.value} waiting for the network`);
  return words.length ? html`<p class="waiting" role="status">${words.join(" · ")}</p>` : null;
}
