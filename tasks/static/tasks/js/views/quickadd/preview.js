/** What the server reads in the line so far: debounced, and only the latest answer counts. */
import { send } from "#wd/core/api.js";
import { useEffect, useRef, useState } from "#wd/core/ui.js";

import { domains, labels } from "#wd/tasks/state/server.js";

const PAUSE_MS = 90;

/** @typedef {{kind: string, start: number, end: number, text: string, label: string}} Token */
/** What the word at the caret may become; what is new has to be created. @typedef {Token & {new: boolean}} Suggestion */
/**
 * @typedef {{depth: number, title: string, tokens: Token[], unknown: Token[], problems: string[]}}
 * Line
 */
/** @typedef {{text: string, lines: Line[], suggestions: Suggestion[]}} Reading */

/** @type {Reading} */
export const NOTHING = { text: "", lines: [], suggestions: [] };

/**
 * @param {string} text @param {number} caret
 * @returns {Reading} of this text, or of an earlier one meanwhile
 */
export function useReading(text, caret) {
  const names = [domains.value, labels.value];
  const [reading, setReading] = useState(NOTHING);
  const latest = useRef(/** @type {AbortController | null} */ (null));
  useEffect(() => {
    latest.current?.abort();
    if (!text.trim()) return setReading(NOTHING);
    const abort = new AbortController();
    latest.current = abort;
    const timer = setTimeout(() => {
      send("POST", "/quickadd/preview", { text, caret }, { signal: abort.signal }).then(
        (answer) => setReading({ text, ...answer }),
        () => {}, // superseded, or offline: the line is sent as it stands
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, caret, ...names]);
  return text.trim() ? reading : NOTHING;
}
