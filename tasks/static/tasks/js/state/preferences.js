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

/** @param {Partial<Preferences>} fields @returns {Promise<boolean>} whether they were kept */
export async function setPreferences(fields) {
  const before = preferences.value;
  preferences.value = /** @type {Preferences} */ ({ ...before, ...fields });
  tick();
  try {
    preferences.value = await send("PATCH", "/me/preferences", fields);
    return true;
  } catch (error) {
    preferences.value = before;
    tick();
    notify(/** @type {Error} */ (error).message);
    return false;
  }
}
