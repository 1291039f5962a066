/** Lets other parts of the page put words into the quick-add line. */
import { signal } from "#wd/core/ui.js";

/** The words to begin with; a new object each time asks anew. */
export const wanted = signal(/** @type {{text: string} | null} */ (null));

/** Focus the line, with words to begin with. @param {string} [text] */
export function prefill(text = "") {
  wanted.value = { text };
}
