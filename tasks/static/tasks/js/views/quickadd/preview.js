/** The server's reading of the line: debounced, and only the latest response counts. */
import { send } from "#wd/core/api.js";
import { useEffect, useRef, useState } from "#wd/core/ui.js";

import { domains, labels } from "#wd/tasks/state/server.js";

const PAUSE_MS = 90;

/** @typedef {{kind: string, start: number, end: number, text: string, label: string}} Token */
/** A completion for the word at the caret; a new one has to be created. @typedef {Token & {new: boolean}} Suggestion */
/**
 * Suggestions are other likely readings: complete lines to use instead.
 * @typedef {{depth: number, title: string, date: string | null, time: string | null, duration: number | null, tokens: Token[], unknown: Token[], problems: string[], suggestions: {label: string, line: string}[]}}
 * Line
 */
/** @typedef {{text: string, lines: Line[], suggestions: Suggestion[]}} Reading */

/** @type {Reading} */
export const EMPTY_READING = { text: "", lines: [], suggestions: [] };

/**
 * @param {string} text @param {number} caret @param {object} [defaults] day and time of the line
 * @param {(line: Line | undefined) => void} [onRead]
 * @returns {Reading} of this text, or of an earlier one until the response arrives
 */
export function useReading(text, caret, defaults, onRead) {
  const names = [domains.value, labels.value];
  const [reading, setReading] = useState(EMPTY_READING);
  const latest = useRef(/** @type {AbortController | null} */ (null));
  useEffect(() => {
    latest.current?.abort();
    if (!text.trim()) {
      onRead?.(undefined);
      return setReading(EMPTY_READING);
    }
    const abort = new AbortController();
    latest.current = abort;
    const timer = setTimeout(() => {
      send(
        "POST",
        "/quickadd/preview",
        { text, caret, ...defaults },
        { signal: abort.signal },
      ).then(
        (response) => {
          setReading({ text, ...response });
          onRead?.(response.lines[0]);
        },
        () => {}, // superseded or offline: the line is sent as plain text
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, caret, ...names]);
  return text.trim() ? reading : EMPTY_READING;
}
