/** What was caught and not yet sorted: write it down, then give each a domain, or drop it. */
import { html, Icon, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { counted } from "#wd/tasks/model/wording.js";
import { archive, patch, toggleDone } from "#wd/tasks/state/actions.js";
import { activeDomains, entryAt, thoughts } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { cursor, opened } from "#wd/tasks/state/page.js";
import { works } from "#wd/tasks/state/preferences.js";
import { QuickAdd } from "#wd/tasks/views/quickadd/quickadd.js";
import { Thought } from "#wd/tasks/views/thoughts/thought.js";

/** @param {number} steps */
function walk(steps) {
  const keys = thoughts.peek().map(({ id }) => `t${id}`);
  if (!keys.length) return;
  const at = keys.indexOf(cursor.peek() ?? "");
  cursor.value = keys[Math.min(keys.length - 1, Math.max(0, at + steps))];
}

/** Go on to the one that takes the place of the sorted one. @param {() => void} sort */
function sortAndGoOn(sort) {
  const keys = thoughts.peek().map(({ id }) => `t${id}`);
  const at = keys.indexOf(cursor.peek() ?? "");
  sort();
  cursor.value = keys[at + 1] ?? keys[at - 1] ?? null;
}

/** Keys of triage: a number gives a domain. @param {KeyboardEvent} event */
function triageKeys(event) {
  if (event.metaKey || event.ctrlKey || event.altKey || !works(event.key)) return;
  const entry = entryAt(cursor.peek());
  const domain = activeDomains.peek()[Number(event.key) - 1];
  if (event.key === "ArrowDown" || event.key === "j") walk(1);
  else if (event.key === "ArrowUp" || event.key === "k") walk(-1);
  else if (!entry) return;
  else if (domain) sortAndGoOn(() => moveToDomain([entry], domain.id));
  else if (event.key === "Backspace" || event.key === "Delete") sortAndGoOn(() => archive([entry]));
  else if (event.key === "!")
    patch(entry, { impact: (entry.impact % 4) + 1 }, "Impact changed", true);
  else if (event.key === "c") toggleDone(entry);
  else if (event.key === "Enter") opened.value = entry.key;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function Thoughts() {
  /** @type {{current: HTMLElement | null}} */
  const list = useRef(null);
  const all = thoughts.value;
  const active = all.some(({ id }) => `t${id}` === cursor.value) ? cursor.value : `t${all[0]?.id}`;
  // A layout effect: the next key of a fast typist means the next thought.
  useLayoutEffect(() => {
    const inside = list.current?.contains(document.activeElement);
    if (inside || document.activeElement === document.body) {
      /** @type {HTMLElement | null} */ (list.current?.querySelector("[tabindex='0']"))?.focus();
    }
  }, [active, all.length]);
  return html`<section class="list thoughts" aria-label="Thoughts">
    <header class="head"><div><h2>Thoughts</h2><p>
      ${all.length ? `${counted(all.length, "thought")} to sort` : "Nothing to sort"}</p></div></header>
    <${QuickAdd} hint="What is on your mind?" />
    ${all.length > 0 && html`<${Legend} />`}
    <ul class="rows" ref=${list} onKeyDown=${triageKeys}>
      ${all.map(
        (task) => html`<${Thought} key=${task.id} task=${task}
        on=${`t${task.id}` === active} />`,
      )}
    </ul>
    ${
      !all.length &&
      html`<div class="empty">
      <svg width="72" height="72" viewBox="0 0 72 72" aria-hidden="true">
        <path d="M12 40h14l4 8h12l4-8h14M12 40l8-24h32l8 24v16H12z" /></svg>
      <b>Nothing to sort</b><p>What you write down without a domain waits here.</p></div>`
    }
  </section>`;
}

/** Those a number key gives. */
const triageDomains = () => (works("1") ? activeDomains.value.slice(0, 9) : []);

const Legend = () => html`<ol class="legend" aria-label="Keys of triage">
  ${triageDomains().map(
    ({ id, name }, i) => html`<li key=${id}><kbd>${i + 1}</kbd>
    ${name}</li>`,
  )}
  ${works("!") && html`<li><kbd>!</kbd>impact</li>`}<li><kbd>⌫</kbd>drop</li>
  <li><${Icon} name="corner-down-left" size=${12} />open</li>
</ol>`;
