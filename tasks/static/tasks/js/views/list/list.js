/** The task list: a treegrid with one tab stop. */
import { html, signal, useEffect, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { rows } from "#wd/tasks/state/derived.js";
import { cursor, selected } from "#wd/tasks/state/page.js";
import { Bulk } from "#wd/tasks/views/list/bulk.js";
import { clicked } from "#wd/tasks/views/list/clicks.js";
import { DropLine } from "#wd/tasks/views/list/dropline.js";
import { Empty } from "#wd/tasks/views/list/empty.js";
import { Group } from "#wd/tasks/views/list/group.js";
import { Header } from "#wd/tasks/views/list/header.js";
import { Pill } from "#wd/tasks/views/list/pill.js";
import { pressed } from "#wd/tasks/views/list/pointerdown.js";
import { isNear, near, watchScroll } from "#wd/tasks/views/list/rendered-range.js";
import { cachedRow } from "#wd/tasks/views/list/row.js";
import { Tools } from "#wd/tasks/views/list/tools.js";
import { QuickAdd } from "#wd/tasks/views/quickadd/quickadd.js";

const FIRST_SCREEN = 28;
/** The first draw shows what fits a screen, the next all the rest. */
const begun = signal(false);

/** They follow signals of their own, so the list never draws them again. */
const fixed = html`<${Header} /><${QuickAdd} /><${Tools} />`;

export function List() {
  useEffect(() => {
    const timer = setTimeout(() => {
      begun.value = true;
    }, 80);
    return () => clearTimeout(timer);
  }, []);
  return html`<section class="list" aria-label="Tasks">
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
  const range = near.value;
  // A layout effect: a frame later the cursor may be elsewhere.
  useLayoutEffect(() => follow(box.current), [at]);
  useEffect(() => watchScroll(/** @type {HTMLElement} */ (box.current)), []);
  return html`<div
    class="rows"
    role="treegrid"
    aria-label="Tasks by domain"
    aria-multiselectable="true"
    ref=${box}
    onClick=${clicked}
    onPointerDown=${pressed}
    onContextMenu=${(/** @type {PointerEvent} */ event) => event.pointerType === "touch" && event.preventDefault()}
  >
    ${(begun.value ? all : all.slice(0, FIRST_SCREEN)).map((row, i) =>
      row.kind === "group"
        ? html`<${Group} key=${row.key} row=${row} on=${row.key === active} />`
        : cachedRow(row, row.key === active, picked.has(row.key), isNear(i, range)),
    )}
    ${!all.some(({ kind }) => kind === "item") && html`<${Empty} />`}
    <${DropLine} />
  </div>`;
}

/** Focus goes with the cursor once the keyboard is in the list. @param {HTMLElement | null} box */
function follow(box) {
  const row = /** @type {HTMLElement | null} */ (box?.querySelector(".on"));
  const inside = box?.contains(document.activeElement) || document.activeElement === document.body;
  if (!row || cursor.peek() === null || !inside) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
