/** What was caught and not yet sorted. */
import { html } from "#wd/core/ui.js";
import { thoughts } from "#wd/tasks/state/derived.js";
import { QuickAdd } from "#wd/tasks/views/quickadd/quickadd.js";

export const Thoughts = () => html`<section class="list thoughts" aria-label="Thoughts">
  <header class="head"><div><h2>Thoughts</h2><p>${thoughts.value.length} to sort</p></div></header>
  <${QuickAdd} hint="What is on your mind?" />
  <ul class="rows">${thoughts.value.map((task) => html`<li key=${task.id}>${task.title}</li>`)}</ul>
</section>`;
