/** The small card under the pointer while dragging out of the list. */

/** @type {HTMLElement | null} */
let ghost = null;

/** @param {string} title @param {string} note */
export function showGhost(title, note) {
  ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.setAttribute("aria-hidden", "true");
  ghost.append(element("b", title), element("span", note), element("small", ""));
  document.body.append(ghost);
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const child = document.createElement(name);
  child.textContent = text;
  return child;
}

/**
 * Hide the card over the calendar, which shows a preview block.
 * @param {PointerEvent} event @param {boolean} over
 * @param {string} hint what a drop would do, unless that is visible
 */
export function moveGhost({ clientX, clientY }, over, hint) {
  if (!ghost) return;
  const line = /** @type {HTMLElement} */ (ghost.lastElementChild);
  if (line.textContent !== hint) line.textContent = hint;
  ghost.style.transform = `translate(${clientX + 12}px, ${clientY + 8}px)`;
  ghost.classList.toggle("over", over);
}

export function hideGhost() {
  ghost?.remove();
  ghost = null;
}
