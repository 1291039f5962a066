/**
 * The splitter between the list and the calendar. This browser stores the chosen width of the list,
 * in pixels, once for the day view and once for the views of several days.
 */
import { t } from "#wd/core/i18n.js";
import { storedSignal } from "#wd/core/stored-signal.js";
import { clamp } from "#wd/core/time.js";
import { html, signal, useEffect, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { view } from "#wd/tasks/state/page.js";

/** The limits in css/shell-sheet.css: the list's own, and what the calendar needs. */
const LEAST = 340;
const MOST = 900;
const CALENDAR = 380;
const STEP = 24;

/** @type {import("@preact/signals").Signal<Record<string, number>>} */
const widths = storedSignal("list-width", {});
/** Widths in pixels, measured: of the list, and of list and calendar together. */
const measured = signal({ list: 0, sheet: 0 });

const kind = () => (view.value === "day" ? "day" : "days");
const sheet = () => /** @type {HTMLElement} */ (document.getElementById("main"));
const most = () => Math.max(LEAST, Math.min(MOST, measured.value.sheet - CALENDAR));

/** @param {number} width of the list, in pixels */
function resize(width) {
  widths.value = { ...widths.value, [kind()]: Math.round(clamp(width, LEAST, most())) };
}

/** Return to the width that the style sheet chooses. */
function reset() {
  const { [kind()]: _, ...others } = widths.value;
  widths.value = others;
}

/** @param {PointerEvent} event */
function grip(event) {
  /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
}

/** @param {PointerEvent} event */
function drag(event) {
  const bar = /** @type {HTMLElement} */ (event.currentTarget);
  if (bar.hasPointerCapture(event.pointerId)) {
    resize(event.clientX - sheet().getBoundingClientRect().left);
  }
}

/** @param {KeyboardEvent} event */
function handleKey(event) {
  /** @type {Record<string, () => void>} */
  const actions = {
    ArrowLeft: () => resize(measured.value.list - STEP),
    ArrowRight: () => resize(measured.value.list + STEP),
    Home: () => resize(LEAST),
    End: () => resize(most()),
    Enter: reset,
  };
  const action = actions[event.key];
  if (!action || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation(); // the arrow keys also move through the list
  action();
}

/** @param {HTMLElement} bar */
function measure(bar) {
  const list = bar.offsetLeft + bar.offsetWidth / 2;
  measured.value = { list, sheet: sheet().clientWidth };
}

export function Splitter() {
  const width = widths.value[kind()];
  /** @type {{current: HTMLElement | null}} */
  const bar = useRef(null);
  useLayoutEffect(() => {
    sheet().toggleAttribute("data-split", width !== undefined);
    sheet().style.setProperty("--split", `${width ?? 0}px`);
    measure(/** @type {HTMLElement} */ (bar.current));
  }, [width, view.value]);
  useEffect(() => {
    const observer = new ResizeObserver(() => measure(/** @type {HTMLElement} */ (bar.current)));
    observer.observe(sheet());
    return () => observer.disconnect();
  }, []);
  const { list, sheet: whole } = measured.value;
  const percent = (/** @type {number} */ part) => Math.round((100 * part) / (whole || 1));
  return html`<div class="splitter" role="separator" tabindex="0" aria-orientation="vertical"
    aria-label=${t("Width of the list")} aria-valuenow=${percent(list)}
    aria-valuemin=${percent(LEAST)} aria-valuemax=${percent(most())}
    title=${t("Drag to resize. Double-click to reset.")} ref=${bar} onDblClick=${reset}
    onKeyDown=${handleKey} onPointerDown=${grip} onPointerMove=${drag}></div>`;
}
