/** The small card under the pointer while dragging out of the list. */

/** @type {HTMLElement | null} */
let ghost = null;

/** @param {string} title @param {string} note */
export function showGhost(title, note) {
  ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.setAttribute("aria-hidden", "true");
  ghost.append(element("b", title), element("span", note));
  document.body.append(ghost);
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/**
 * Over the calendar the preview block says it all.
 * @param {PointerEvent} event @param {boolean} over
 */
export function moveGhost({ clientX, clientY }, over) {
  if (!ghost) return;
  ghost.style.transform = `translate(${clientX + 12}px, ${clientY + 8}px)`;
  ghost.classList.toggle("over", over);
}

export function hideGhost() {
  ghost?.remove();
  ghost = null;
}
