/** Parts of the page that come after the first draw: in idle time, or when they are first wanted. */
import { html, signal } from "#wd/core/ui.js";

const parts = signal(/** @type {Record<string, any> | null} */ (null));
/** @type {Promise<void> | null} */
let loading = null;

/** In idle time, so that the first ⌘K loses no key. */
export function loadAhead() {
  loading ??= import("#wd/tasks/views/lazy-parts.js").then((loaded) => {
    parts.value = loaded;
  });
  return loading;
}

/** @param {string} name exported by lazy-parts.js */
export const later = (name) => (/** @type {object} */ props) => {
  if (!parts.value) loadAhead();
  return parts.value && html`<${parts.value[name]} ...${props} />`;
};
