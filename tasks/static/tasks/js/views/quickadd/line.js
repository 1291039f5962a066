/** The state of the quick-add line: its text, the caret, and pasted lines. */
import { useLayoutEffect, useRef, useState } from "#wd/core/ui.js";
import { draftOf, keepDraft } from "#wd/tasks/state/drafts.js";

/** @typedef {ReturnType<typeof useLine>} Line */

/**
 * @param {string} [start] the text to start with
 * @param {string} [draft] the name under which the text survives a reload
 */
export function useLine(start = "", draft = "") {
  /** @type {{current: HTMLInputElement | null}} */
  const input = useRef(null);
  const [text, setText] = useState(() => draftOf(draft) || start);
  useLayoutEffect(() => keepDraft(draft, text), [text]);
  const [caret, setCaret] = useState(start.length);
  const [focus, setFocus] = useState(false);
  const [pasted, setPasted] = useState("");
  // Now, not in the next frame: the person may already be typing the next word.
  const write = (/** @type {string} */ value, at = value.length) => {
    const field = /** @type {HTMLInputElement} */ (input.current);
    field.value = value;
    field.focus();
    field.setSelectionRange(at, at);
    put(value, at);
  };
  const put = (/** @type {string} */ value, at = value.length) => {
    setText(value);
    setCaret(at);
  };
  const read = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    setText(field.value);
    setCaret(field.selectionStart ?? field.value.length);
  };
  const paste = (/** @type {ClipboardEvent} */ event) => {
    const lines = event.clipboardData?.getData("text") ?? "";
    if (!lines.trim().includes("\n")) return;
    event.preventDefault();
    setPasted(lines);
  };
  return { input, text, caret, focus, setFocus, pasted, setPasted, write, put, read, paste };
}

/**
 * Return how far the field has scrolled, also after its width changed.
 * @param {{current: HTMLInputElement | null}} input @param {unknown[]} changes
 */
export function useScroll(input, changes) {
  const [scroll, setScroll] = useState(0);
  const update = () => setScroll(input.current?.scrollLeft ?? 0);
  useLayoutEffect(update, changes);
  return /** @type {const} */ ([scroll, update]);
}
