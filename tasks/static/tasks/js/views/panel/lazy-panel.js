/** Loads the task panel on first use. */
import { html } from "#wd/core/ui.js";
import { ownerOf } from "#wd/tasks/model/plan.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { openKey } from "#wd/tasks/state/page.js";
import { lazy } from "#wd/tasks/views/lazy.js";

const LazyPanel = lazy("Panel");

export function Panel() {
  const entry = entryAt(openKey.value && ownerOf(openKey.value));
  return entry ? html`<${LazyPanel} key=${entry.key} entry=${entry} />` : null;
}
