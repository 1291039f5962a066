/** The dialog in front. */
import { html } from "#wd/core/ui.js";
import { dialog } from "#wd/tasks/state/page.js";
import { lazy } from "#wd/tasks/views/lazy.js";

const { Component, load } = lazy(() =>
  import("#wd/tasks/views/overlay/dialogs.js").then(({ DIALOGS }) => {
    return (/** @type {{name: string}} */ { name }) => {
      const Dialog = DIALOGS[name];
      return Dialog ? html`<${Dialog} key=${name} />` : null;
    };
  }),
);

/** In idle time, so that the first ⌘K loses no key. */
export const loadAhead = load;

export const Overlays = () => dialog.value && html`<${Component} name=${dialog.value} />`;
