/** Messages to the person: one toast at a time, and one polite live region. */
import { signal } from "#wd/core/ui.js";

const VISIBLE_MS = 6000;

/**
 * @type {import("@preact/signals").Signal<{text: string, label?: string, action?: () => void} | null>}
 */
export const toast = signal(null);
export const announcement = signal("");

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Tell screen readers the result of a change that is visible on the page. @param {string} text */
export const announce = (text) => {
  announcement.value = text;
};

/** @param {string} text @param {string} [label] of the button @param {() => void} [action] */
export function notify(text, label, action) {
  clearTimeout(timer);
  toast.value = { text, label, action };
  timer = setTimeout(dismiss, VISIBLE_MS);
}

export function dismiss() {
  toast.value = null;
}

/** Say what went wrong, if a request fails. @param {() => Promise<void>} request */
export async function attempt(request) {
  try {
    await request();
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
  }
}
