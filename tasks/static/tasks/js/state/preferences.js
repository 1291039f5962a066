/** How the person likes their days: shown at once, put back when the server refuses. */
import { send } from "#wd/core/api.js";
import { tick } from "#wd/tasks/state/clock.js";
import { notify } from "#wd/tasks/state/notice.js";
import { preferences } from "#wd/tasks/state/server.js";

/**
 * Whether a shortcut is on. Characters alone, such as "c", "Shift+Z" or "g c", can be switched off
 * (WCAG 2.1.4): a person who dictates says many of them.
 * @param {string} keys
 */
export const works = (keys) => preferences.value.single_key_shortcuts !== false || !isTyped(keys);

/** @param {string} keys a space alone acts on what has the focus, as the browser's own does */
const isTyped = (keys) => keys !== " " && /^(Shift\+)?.( .)?$/.test(keys);

/** Counts our changes: what the server sent before the last of them is old. */
let changes = 0;

/** Changed in the settings, perhaps on another device. */
export async function refreshPreferences() {
  const begun = changes;
  try {
    const { preferences: fresh } = await send("GET", "/me");
    if (begun === changes) preferences.value = fresh;
  } catch {
    // The next visit brings them.
  }
}

/** @param {Partial<Preferences>} fields @returns {Promise<boolean>} whether they were kept */
export async function setPreferences(fields) {
  const before = preferences.value;
  const change = ++changes;
  preferences.value = /** @type {Preferences} */ ({ ...before, ...fields });
  tick();
  try {
    const fresh = await send("PATCH", "/me/preferences", fields);
    if (change === changes) preferences.value = fresh;
    return true;
  } catch (error) {
    preferences.value = before;
    tick();
    notify(/** @type {Error} */ (error).message);
    return false;
  }
}
