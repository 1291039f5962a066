/** What the page says: one toast at a time, and one polite live region. */
import { signal } from "#wd/core/ui.js";

const SHOWN_MS = 6000;

/**
 * @type {import("@preact/signals").Signal<{text: string, label?: string, act?: () => void} | null>}
 */
export const toast = signal(null);
export const said = signal("");

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** For readers only: the result of something that is plain to see. @param {string} text */
export const say = (text) => {
  said.value = text;
};

/** @param {string} text @param {string} [label] of the button @param {() => void} [act] */
export function notify(text, label, act) {
  clearTimeout(timer);
  toast.value = { text, label, act };
  timer = setTimeout(dismiss, SHOWN_MS);
}

export function dismiss() {
  toast.value = null;
}
