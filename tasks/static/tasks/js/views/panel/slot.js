/** Where the panel appears; its code is loaded with the first task that is opened. */
import { html } from "#wd/core/ui.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { opened } from "#wd/tasks/state/page.js";
import { lazy } from "#wd/tasks/views/lazy.js";

const { Component } = lazy(() =>
  import("#wd/tasks/views/panel/panel.js").then((part) => part.Panel),
);

export function Panel() {
  const entry = entryAt(opened.value);
  return entry ? html`<${Component} key=${entry.key} entry=${entry} />` : null;
}
