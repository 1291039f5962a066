/** The person's preferences: applied at once, rolled back if the server rejects them. */
import { send } from "#wd/core/api.js";
import { tick } from "#wd/tasks/state/clock.js";
import { notify } from "#wd/tasks/state/notice.js";
import { preferences } from "#wd/tasks/state/server.js";

/**
 * Whether a shortcut is on. Single characters such as "c", "Shift+Z" or "g c" can be switched off
 * (WCAG 2.1.4): dictation triggers them by accident.
 * @param {string} keys
 */
export const isKeyEnabled = (keys) =>
  preferences.value.single_key_shortcuts !== false || !isTyped(keys);

/** @param {string} keys a space is excluded: it acts on the focused element, as in browsers */
const isTyped = (keys) => keys !== " " && /^(Shift\+)?.( .)?$/.test(keys);

/** The number of our changes: responses from before the last one are outdated. */
let changes = 0;

/** Load preferences that were changed in the settings, perhaps on another device. */
export async function refreshPreferences() {
  const initial = changes;
  try {
    const { preferences: fresh } = await send("GET", "/me");
    if (initial === changes) preferences.value = fresh;
  } catch {
    // The next visit loads them.
  }
}

/** @param {Partial<Preferences>} fields @returns {Promise<boolean>} whether they were saved */
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
