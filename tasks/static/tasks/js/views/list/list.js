/** The task list: a treegrid with one tab stop. */
import { html, signal, useEffect, useRef } from "#wd/core/ui.js";
import { dragEntries } from "#wd/tasks/drag/entries.js";
import { drag } from "#wd/tasks/drag/state.js";
import { rows } from "#wd/tasks/state/derived.js";
import { cursor, energy, only, selected } from "#wd/tasks/state/page.js";
import { Bulk } from "#wd/tasks/views/list/bulk.js";
import { clicked } from "#wd/tasks/views/list/clicks.js";
import { Group } from "#wd/tasks/views/list/group.js";
import { Header } from "#wd/tasks/views/list/header.js";
import { Pill } from "#wd/tasks/views/list/pill.js";
import { cachedRow } from "#wd/tasks/views/list/row.js";
import { Tools } from "#wd/tasks/views/list/tools.js";
import { QuickAdd } from "#wd/tasks/views/quickadd/quickadd.js";

const FIRST_SCREEN = 28;
const AT_ONCE = 80;
/** The first draw shows what fits a screen, idle time draws the rest. */
const shown = signal(FIRST_SCREEN);
const later =
  self.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 30));

function drawMore() {
  if (rows.peek().length <= shown.peek()) return;
  shown.value += AT_ONCE;
  later(drawMore);
}

/** They follow signals of their own, so the list never draws them again. */
const fixed = html`<${Header} /><${QuickAdd} /><${Tools} />`;

export function List() {
  useEffect(() => {
    const timer = setTimeout(drawMore, 80);
    return () => clearTimeout(timer);
  }, [rows.value.length]);
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
  useEffect(() => follow(box.current), [at]);
  const picked = selected.value;
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
    ${all
      .slice(0, shown.value)
      .map((row) =>
        row.kind === "group"
          ? html`<${Group} key=${row.key} row=${row} on=${row.key === active} />`
          : cachedRow(row, row.key === active, picked.has(row.key)),
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

/** @param {PointerEvent} event */
function pressed(event) {
  const target = /** @type {Element} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest(".row"));
  if (!row?.dataset.key || event.shiftKey) return;
  if (!target.closest("[data-act=done], [data-act=fold]")) dragEntries(event, row.dataset.key);
}

/** Where a dragged row would fall. */
function DropLine() {
  const spot = drag.value?.row;
  const row = spot && document.getElementById(spot.key);
  if (!spot || !row || row.classList.contains("group")) return null;
  const top = row.offsetTop + (spot.where === "before" ? 0 : row.offsetHeight);
  return html`<i class="drop-line" style=${{ top: `${top}px`, "--in": spot.where === "inside" ? 1 : 0 }}></i>`;
}

function Empty() {
  const filtered = only.value !== null || energy.value !== "focus";
  const clear = () => {
    only.value = null;
    energy.value = "focus";
  };
  return html`<div role="row" class="empty"><div role="gridcell">
    <svg width="72" height="72" viewBox="0 0 72 72" aria-hidden="true"><path d="M14 20h44M14 36h30M14 52h18" /><circle cx="54" cy="46" r="11" /><path d="m49 46 4 4 7-8" /></svg>
    <b>${filtered ? "No open task matches" : "A clear list"}</b>
    <p>${filtered ? "Another energy or another domain may show some." : "Add the first thing on your mind."}</p>
    ${filtered && html`<button type="button" class="quiet" onClick=${clear}>Clear the filter</button>`}
  </div></div>`;
}
