/** Signals that this browser remembers. */
import { signal } from "#wd/core/ui.js";

/**
 * @template T
 * @param {string} name @param {T} first
 */
export function remembered(name, first) {
  const key = `whendoist.${name}`;
  const kept = signal(read(key, first));
  kept.subscribe((value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // A private window keeps nothing; the page works all the same.
    }
  });
  return kept;
}

/** @template T @param {string} key @param {T} first @returns {T} */
function read(key, first) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? first;
  } catch {
    return first;
  }
}
