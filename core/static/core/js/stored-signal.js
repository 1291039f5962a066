/** Signals whose value this browser stores between visits. */
import { signal } from "#wd/core/ui.js";

/**
 * @template T
 * @param {string} name @param {T} initial
 */
export function storedSignal(name, initial) {
  const key = `whendoist.${name}`;
  const stored = signal(read(key, initial));
  stored.subscribe((value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // A private window may have no storage; the page works without it.
    }
  });
  return stored;
}

/** @template T @param {string} key @param {T} initial @returns {T} */
function read(key, initial) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? initial;
  } catch {
    return initial;
  }
}
