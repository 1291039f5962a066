/**
 * Turns a press into a drag: after 4 px with a mouse or pen, after 220 ms with a finger.
 */

const DRAG_DISTANCE = 4;
const TOUCH_TOLERANCE = 8;
const HOLD_MS = 220;
/** A finger that stays in place longer than this asks for the actions; less is a slow tap. */
const LONG_MS = 450;

/**
 * @typedef {object} Handlers
 * @property {(event: PointerEvent) => void} start
 * @property {(event: PointerEvent) => void} move at most once a frame
 * @property {(event: PointerEvent) => void} drop
 * @property {() => void} cancel on Escape, or when the browser takes the pointer away
 * @property {() => void} [hold] a long press of a finger that stayed in place
 * @property {(first: PointerEvent, event: PointerEvent) => void} [swipe] a finger that moved
 * sideways at once, with its press; the press ends
 */

/** @param {PointerEvent} event of the press @param {Handlers} handlers */
export function press(event, handlers) {
  if (event.button === 0) new Press(event, handlers);
}

class Press {
  /** @param {PointerEvent} event @param {Handlers} handlers */
  constructor(event, handlers) {
    this.handlers = handlers;
    this.first = event;
    this.last = event;
    this.touch = event.pointerType === "touch";
    this.dragging = false;
    this.frame = 0;
    /** @type {HTMLElement | null} keeps the cursor without restyling every element */
    this.shield = null;
    this.ends = new AbortController();
    this.listen(this.ends.signal);
    this.hold = this.touch ? setTimeout(() => this.begin(), HOLD_MS) : undefined;
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    addEventListener("pointermove", (event) => this.moved(event), { signal });
    addEventListener("pointerup", (event) => this.released(event), { signal });
    addEventListener("pointercancel", () => this.stop(true), { signal });
    addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    // Not passive: once dragging, the finger must not scroll.
    const preventScroll = (/** @type {TouchEvent} */ event) =>
      this.dragging && event.cancelable && event.preventDefault();
    document.addEventListener("touchmove", preventScroll, { signal, passive: false });
  }

  begin() {
    this.dragging = true;
    navigator.vibrate?.(8);
    getSelection()?.removeAllRanges();
    this.shield = document.body.appendChild(document.createElement("div"));
    this.shield.className = "shield";
    this.handlers.start(this.last);
    this.handlers.move(this.last);
  }

  /** @param {PointerEvent} event */
  moved(event) {
    if (event.pointerId !== this.first.pointerId) return;
    this.last = event;
    if (!this.dragging) return this.maybeBegin(event);
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.dragging) this.handlers.move(this.last);
    });
  }

  /** @param {PointerEvent} event */
  maybeBegin(event) {
    const distance = Math.hypot(
      event.clientX - this.first.clientX,
      event.clientY - this.first.clientY,
    );
    if (this.touch && distance > TOUCH_TOLERANCE) this.leave(event);
    else if (!this.touch && distance > DRAG_DISTANCE) this.begin();
  }

  /** The finger scrolls, unless it moves sideways. @param {PointerEvent} event */
  leave(event) {
    this.stop(false);
    const across = Math.abs(event.clientX - this.first.clientX);
    const along = Math.abs(event.clientY - this.first.clientY);
    if (across > 2 * along) this.handlers.swipe?.(this.first, event);
  }

  /** @param {PointerEvent} event */
  released(event) {
    if (event.pointerId !== this.first.pointerId) return;
    const dragged = this.dragging;
    if (dragged && this.stayed(event)) return this.held(event);
    if (dragged) this.handlers.move(event);
    this.stop(false);
    if (!dragged) return;
    swallowClick();
    this.handlers.drop(event);
  }

  /** @param {PointerEvent} event */
  stayed({ clientX, clientY }) {
    const { clientX: x, clientY: y } = this.first;
    const distance = Math.hypot(clientX - x, clientY - y);
    return this.touch && this.handlers.hold !== undefined && distance <= TOUCH_TOLERANCE;
  }

  /** @param {PointerEvent} event */
  held(event) {
    this.stop(true);
    if (event.timeStamp - this.first.timeStamp < LONG_MS) return;
    swallowClick();
    this.handlers.hold?.();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.dragging || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.stop(true);
  }

  /** @param {boolean} cancelled */
  stop(cancelled) {
    const dragged = this.dragging;
    this.dragging = false;
    clearTimeout(this.hold);
    cancelAnimationFrame(this.frame);
    this.ends.abort();
    this.shield?.remove();
    if (cancelled && dragged) this.handlers.cancel();
  }
}

/** Ignore the click that browsers fire after a drag; without its end, a touch makes none. */
export function swallowClick() {
  const swallow = (/** @type {Event} */ event) => {
    event.stopPropagation();
    if (event.cancelable) event.preventDefault();
  };
  const done = new AbortController();
  for (const name of ["click", "touchend"])
    addEventListener(name, swallow, { capture: true, passive: false, signal: done.signal });
  setTimeout(() => done.abort());
}
