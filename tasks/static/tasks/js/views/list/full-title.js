/** Shows a title that is cut off as a tooltip. */

/** @param {PointerEvent} event */
export function showFullTitle({ target }) {
  const title = /** @type {Element} */ (target).closest(".title");
  if (!title) return;
  if (title.scrollWidth > title.clientWidth) title.setAttribute("title", title.textContent ?? "");
  else title.removeAttribute("title");
}
