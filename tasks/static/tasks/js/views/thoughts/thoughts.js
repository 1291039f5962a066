/** Thoughts: tasks without a domain, to be moved to one or archived. */
import { t, tn } from "#wd/core/i18n.js";
import { html, Icon, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { archive, patch, toggleDone } from "#wd/tasks/state/actions.js";
import { activeDomains, entryAt, thoughts } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { cursor, openKey } from "#wd/tasks/state/page.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";
import { EmptyState } from "#wd/tasks/views/list/empty.js";
import { QuickAdd } from "#wd/tasks/views/quickadd/quickadd.js";
import { Thought } from "#wd/tasks/views/thoughts/thought.js";

/** @param {number} steps */
function moveCursor(steps) {
  const keys = thoughts.peek().map(({ id }) => `t${id}`);
  if (!keys.length) return;
  const at = keys.indexOf(cursor.peek() ?? "");
  cursor.value = keys[Math.min(keys.length - 1, Math.max(0, at + steps))];
}

/** Sort a thought and move the cursor to the next one. @param {() => void} sort */
function sortAndAdvance(sort) {
  const keys = thoughts.peek().map(({ id }) => `t${id}`);
  const at = keys.indexOf(cursor.peek() ?? "");
  sort();
  cursor.value = keys[at + 1] ?? keys[at - 1] ?? null;
}

/** Handle sorting keys: a number moves the thought to a domain. @param {KeyboardEvent} event */
function handleSortingKey(event) {
  if (event.metaKey || event.ctrlKey || event.altKey || !isKeyEnabled(event.key)) return;
  const entry = entryAt(cursor.peek());
  const domain = activeDomains.peek()[Number(event.key) - 1];
  if (event.key === "ArrowDown" || event.key === "j") moveCursor(1);
  else if (event.key === "ArrowUp" || event.key === "k") moveCursor(-1);
  else if (!entry) return;
  else if (domain) sortAndAdvance(() => moveToDomain([entry], domain.id));
  else if (event.key === "Backspace" || event.key === "Delete")
    sortAndAdvance(() => archive([entry]));
  else if (event.key === "!")
    patch(entry, { impact: (entry.impact % 4) + 1 }, t("Impact changed"), true);
  else if (event.key === "c") toggleDone(entry);
  else if (event.key === "Enter") openKey.value = entry.key;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function Thoughts() {
  /** @type {{current: HTMLElement | null}} */
  const list = useRef(null);
  const all = thoughts.value;
  const active = all.some(({ id }) => `t${id}` === cursor.value) ? cursor.value : `t${all[0]?.id}`;
  // A layout effect: the next key must already reach the next thought.
  useLayoutEffect(() => {
    const inside = list.current?.contains(document.activeElement);
    if (inside || document.activeElement === document.body) {
      /** @type {HTMLElement | null} */ (list.current?.querySelector("[tabindex='0']"))?.focus();
    }
  }, [active, all.length]);
  return html`<section class="list thoughts" aria-label=${t("Thoughts")}>
    <header class="head"><div><h2>${t("Thoughts")}</h2><p>
      ${all.length ? tn("{count} thought to sort", "{count} thoughts to sort", all.length) : t("Nothing to sort")}</p></div></header>
    <${QuickAdd} hint=${t("What's on your mind?")} />
    ${all.length > 0 && html`<${Legend} />`}
    <ul class="rows" hidden=${!all.length} ref=${list} onKeyDown=${handleSortingKey}>
      ${all.map(
        (task) => html`<${Thought} key=${task.id} task=${task}
        on=${`t${task.id}` === active} />`,
      )}
    </ul>
    ${
      !all.length &&
      html`<${EmptyState} title=${t("Nothing to sort")} path=${TRAY}
      text=${t("Tasks you add without a domain appear here.")} />`
    }
  </section>`;
}

const TRAY = "M12 40h14l4 8h12l4-8h14M12 40l8-24h32l8 24v16H12z";

/** The domains with a number key. */
const numberedDomains = () => (isKeyEnabled("1") ? activeDomains.value.slice(0, 9) : []);

const Legend = () => html`<ol class="legend" aria-label=${t("Sorting shortcuts")}>
  ${numberedDomains().map(
    ({ id, name }, i) => html`<li key=${id}><kbd>${i + 1}</kbd>
    ${name}</li>`,
  )}
  ${isKeyEnabled("!") && html`<li><kbd>!</kbd>${t("impact")}</li>`}<li><kbd>⌫</kbd>${t("archive")}</li>
  <li><${Icon} name="corner-down-left" size=${12} />${t("open")}</li>
</ol>`;
