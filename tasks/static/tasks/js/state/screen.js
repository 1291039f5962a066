/** The screen and its main pointer, as far as scripts must know them. */
import { computed, signal } from "#wd/core/ui.js";
import { hourHeight } from "#wd/tasks/state/page.js";

/** @param {string} query @returns {import("@preact/signals").ReadonlySignal<boolean>} */
function media(query) {
  const list = globalThis.matchMedia?.(query);
  const matches = signal(list?.matches ?? false);
  list?.addEventListener?.("change", () => {
    matches.value = list.matches;
  });
  return matches;
}

/** Too narrow for seven columns. */
export const isNarrow = media("(max-width: 560px)");
/** The main pointer is a finger: focusing a field would raise the keyboard. */
export const isCoarse = media("(pointer: coarse)");

/** The least height of a block in pixels: a line of text, or a target for a finger (WCAG 2.5.8). */
export const leastHeight = computed(() => (isCoarse.value ? 24 : 14));
/** Blocks of fewer pixels have no edges to resize: tick, open and drag need the space. */
export const LEAST_RESIZED = { mouse: 28, touch: 48 };
export const leastResized = computed(() => LEAST_RESIZED[isCoarse.value ? "touch" : "mouse"]);
/** The minutes that the shortest block covers, with a gap. */
export const leastMinutes = computed(() => ((leastHeight.value + 1) / hourHeight.value) * 60);
