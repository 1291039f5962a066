/** The line at the drop position of a dragged row. */
import { html } from "#wd/core/ui.js";
import { drag } from "#wd/tasks/drag/state.js";

export function DropLine() {
  const spot = drag.value?.row;
  const row = spot && document.getElementById(spot.key);
  if (!spot || !row || row.classList.contains("group")) return null;
  const top = row.offsetTop + (spot.where === "before" ? 0 : row.offsetHeight);
  const style = { top: `${top}px`, "--in": spot.where === "inside" ? 1 : 0 };
  return html`<i class="drop-line" style=${style}></i>`;
}
