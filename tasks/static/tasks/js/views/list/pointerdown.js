/** Starts a drag of rows, or a lasso around them. */
import { dragEntries } from "#wd/tasks/drag/entries.js";
import { lasso } from "#wd/tasks/drag/lasso.js";

/** @param {PointerEvent} event */
export function handlePointerDown(event) {
  const target = /** @type {Element} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest(".row"));
  const mouse = event.pointerType !== "touch";
  if (mouse && target.closest("[data-act=done], [data-act=fold]")) return;
  if (row?.dataset.key && !event.shiftKey) dragEntries(event, row.dataset.key);
  else if (event.pointerType === "mouse" && !target.closest(".group")) lasso(event);
}
