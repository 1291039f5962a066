/** The task list: a treegrid with one tab stop. */
import { t } from "#wd/core/i18n.js";
import { html, signal, useEffect, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { rows } from "#wd/tasks/state/derived.js";
import { cursor, selected } from "#wd/tasks/state/page.js";
import { Bulk } from "#wd/tasks/views/list/bulk.js";
import { handleClick, handleContextMenu } from "#wd/tasks/views/list/clicks.js";
import { DropLine } from "#wd/tasks/views/list/dropline.js";
import { Empty } from "#wd/tasks/views/list/empty.js";
import { showFullTitle } from "#wd/tasks/views/list/full-title.js";
import { Group } from "#wd/tasks/views/list/group.js";
import { Header } from "#wd/tasks/views/list/header.js";
import { Pill } from "#wd/tasks/views/list/pill.js";
import { handlePointerDown } from "#wd/tasks/views/list/pointerdown.js";
import { isRendered, renderedRange, watchScroll } from "#wd/tasks/views/list/rendered-range.js";
import { cachedRow } from "#wd/tasks/views/list/row.js";
import { SwipeHint } from "#wd/tasks/views/list/swipe-hint.js";
import { Tools } from "#wd/tasks/views/list/tools.js";
import { QuickAdd } from "#wd/tasks/views/quickadd/quickadd.js";

const FIRST_SCREEN = 28;
/** The first render contains one screen of rows, the second all of them. */
const showAll = signal(false);

/** These follow their own signals, so the list never rerenders them. */
const fixed = html`<${Header} /><${QuickAdd} /><${Tools} />`;

export function List() {
  useEffect(() => {
    const timer = setTimeout(() => {
      showAll.value = true;
    }, 80);
    return () => clearTimeout(timer);
  }, []);
  return html`<section class="list" aria-label=${t("Tasks")}>
    ${fixed}
    <${Rows} />
    <${Bulk} /><${Pill} />
  </section>`;
}

function Rows() {
  /** @type {{current: HTMLElement | null}} */
  const box = useRef(null);
  const all = rows.value;
  const at = cursor.value;
  const active = all.some(({ key }) => key === at) ? at : all[0]?.key;
  const picked = selected.value;
  const range = renderedRange.value;
  // A layout effect: a frame later the cursor may be on another row.
  useLayoutEffect(() => focusCursor(box.current), [at]);
  useEffect(() => watchScroll(/** @type {HTMLElement} */ (box.current)), []);
  return html`<div
    class="rows"
    role="treegrid"
    aria-label=${t("Tasks by domain")}
    aria-multiselectable="true"
    ref=${box}
    onClick=${handleClick}
    onPointerDown=${handlePointerDown}
    onContextMenu=${handleContextMenu}
    onPointerOver=${showFullTitle}
  >
    ${(showAll.value ? all : all.slice(0, FIRST_SCREEN)).map((row, i) =>
      row.kind === "group"
        ? html`<${Group} key=${row.key} row=${row} on=${row.key === active} />`
        : cachedRow(row, row.key === active, picked.has(row.key), isRendered(i, range)),
    )}
    ${!all.some(({ kind }) => kind === "item") && html`<${Empty} />`}
    <${DropLine} /><${SwipeHint} />
  </div>`;
}

/** Move the focus with the cursor once the list has the focus. @param {HTMLElement | null} box */
function focusCursor(box) {
  const row = /** @type {HTMLElement | null} */ (box?.querySelector(".on"));
  const inside = box?.contains(document.activeElement) || document.activeElement === document.body;
  if (!row || cursor.peek() === null || !inside) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
