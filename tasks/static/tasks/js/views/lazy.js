/** Parts of the page that load after the first render, in idle time or on first use. */
import { html, signal } from "#wd/core/ui.js";

const parts = signal(/** @type {Record<string, any> | null} */ (null));
/** @type {Promise<void> | null} */
let loading = null;

/** Load the parts in idle time, so that typing right after ⌘K loses no key. */
export function preloadParts() {
  loading ??= import("#wd/tasks/views/lazy-parts.js").then((loaded) => {
    parts.value = loaded;
    loaded.watchPrinting();
  });
  return loading;
}

/** @param {string} name exported by lazy-parts.js */
export const lazy = (name) => (/** @type {object} */ props) => {
  if (!parts.value) preloadParts();
  return parts.value && html`<${parts.value[name]} ...${props} />`;
};
