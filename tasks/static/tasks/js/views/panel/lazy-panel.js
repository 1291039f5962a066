/** Where the panel appears. */
import { html } from "#wd/core/ui.js";
import { ownerOf } from "#wd/tasks/model/plan.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { opened } from "#wd/tasks/state/page.js";
import { later } from "#wd/tasks/views/lazy.js";

const Own = later("Panel");

export function Panel() {
  const entry = entryAt(opened.value && ownerOf(opened.value));
  return entry ? html`<${Own} key=${entry.key} entry=${entry} />` : null;
}
