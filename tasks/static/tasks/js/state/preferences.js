/** How the person likes their days: shown at once, put back when the server refuses. */
import { send } from "#wd/core/api.js";
import { tick } from "#wd/tasks/state/clock.js";
import { notify } from "#wd/tasks/state/notice.js";
import { preferences } from "#wd/tasks/state/server.js";

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
