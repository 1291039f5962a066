/** Lets other parts of the page fill in the quick-add line. */
import { signal } from "#wd/core/ui.js";

/** The text to start with; each request is a new object. */
export const prefillRequest = signal(/** @type {{text: string} | null} */ (null));

/** Focus the line and fill in a text to start with. @param {string} [text] */
export function prefill(text = "") {
  prefillRequest.value = { text };
}
