/** A card next to its anchor, in the browser's top layer so that nothing clips it. */
import { clamp } from "#wd/core/time.js";
import { html, useLayoutEffect, useRef } from "#wd/core/ui.js";

/** An element, or a box of the screen. @typedef {{getBoundingClientRect: () => DOMRect}} Anchor */

const EDGE = 8;

/** @param {HTMLElement} card @param {DOMRect} box of the anchor */
function place(card, box) {
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = box.bottom + 4 + height <= innerHeight - EDGE;
  const top = below ? box.bottom + 4 : box.top - height - 4;
  card.style.left = `${clamp(box.left, EDGE, innerWidth - width - EDGE)}px`;
  card.style.top = `${clamp(top, EDGE, innerHeight - height - EDGE)}px`;
}

/**
 * Closes on Escape and on a press outside, and restores the focus.
 * @param {{anchor: Anchor | null, label: string, role?: string, kind?: string, children?: any, onClose: () => void}} props
 */
export function Popover({ anchor, label, role = "dialog", kind = "", children, onClose }) {
  /** @type {{current: HTMLElement | null}} */
  const card = useRef(null);
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (card.current);
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    const box = anchor?.getBoundingClientRect() ?? new DOMRect(innerWidth / 2, 120, 0, 0);
    element.showPopover();
    place(element, box);
    /** @type {HTMLElement | null} */ (
      element.querySelector("[data-first]") ?? element.querySelector("input, button")
    )?.focus({ preventScroll: true });
    const outside = (/** @type {Event} */ event) => {
      if (!element.contains(/** @type {Node} */ (event.target))) onClose();
    };
    // The focus may have left the card, such as with a button that is gone.
    const closeOnEscape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape" || element.contains(/** @type {Node} */ (event.target))) return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    addEventListener("pointerdown", outside, true);
    addEventListener("keydown", closeOnEscape, true);
    return () => {
      removeEventListener("pointerdown", outside, true);
      removeEventListener("keydown", closeOnEscape, true);
      if (element.contains(document.activeElement) || document.activeElement === document.body) {
        before?.focus({ preventScroll: true });
      }
    };
  }, []);
  const key = (/** @type {KeyboardEvent} */ event) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Tab" && role === "dialog") return;
      event.preventDefault();
      onClose();
    }
  };
  return html`<div class=${`card ${kind}`} popover="manual" ref=${card} role=${role}
    aria-label=${label} onKeyDown=${key}>${children}</div>`;
}
