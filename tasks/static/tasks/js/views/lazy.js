/** Parts of the page that are loaded when they are first wanted. */
import { html, signal } from "#wd/core/ui.js";

/**
 * @param {() => Promise<any>} load gives the component
 * @returns {{Component: (props: any) => any, load: () => Promise<void>}}
 */
export function lazy(load) {
  const loaded = signal(/** @type {{Own: any} | null} */ (null));
  /** @type {Promise<void> | null} */
  let loading = null;
  const begin = () => {
    loading ??= load().then((Own) => {
      loaded.value = { Own };
    });
    return loading;
  };
  const Component = (/** @type {any} */ props) => {
    if (!loaded.value) begin();
    return loaded.value && html`<${loaded.value.Own} ...${props} />`;
  };
  return { Component, load: begin };
}
