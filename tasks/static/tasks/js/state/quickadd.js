/** Adding by one line: the server reads it; offline it waits in this browser. */
import { send, Unreachable } from "#wd/core/api.js";
import { hold, release, waiting } from "#wd/core/outbox.js";
import { signal } from "#wd/core/ui.js";
import { remember, undo } from "#wd/tasks/state/changes.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";
import { cursor } from "#wd/tasks/state/page.js";

/**
 * @typedef {{text: string, domain_id?: number | null, parent_id?: number | null, scheduled_date?: string | null}}
 * Line
 */

/** Lines on their way, for the page to show meanwhile. */
export const sending = signal(/** @type {string[]} */ ([]));
/** How many lines wait for the network. */
export const held = signal(0);

/**
 * @param {Line} line
 * @returns {Promise<boolean>} false when the server refused: the text belongs back in its field
 */
export async function add(line) {
  const key = crypto.randomUUID();
  sending.value = [...sending.value, line.text];
  try {
    added(await post(line, key));
    return true;
  } catch (error) {
    if (!(error instanceof Unreachable)) {
      notify(/** @type {Error} */ (error).message);
      return false;
    }
    await hold({ key, line });
    await countHeld();
    notify("Kept here. It is sent when the network is back.");
    return true;
  } finally {
    sending.value = sending.value.filter((text) => text !== line.text);
  }
}

/** @param {Line} line @param {string} key makes a second try of the same line harmless */
const post = (line, key) =>
  send("POST", "/quickadd", line, { headers: { "Idempotency-Key": key } });

/** @param {Patch} patch */
function added(patch) {
  keepUp(patch);
  const tasks = patch.tasks ?? [];
  const first = tasks[0];
  if (!first) return;
  const text = tasks.length > 1 ? `Added ${tasks.length} tasks` : `Added: ${first.title}`;
  remember(patch, text);
  cursor.value = first.series ? `i${patch.instances?.[0]?.id}` : `t${first.id}`;
  const thought = first.domain_id === null && first.scheduled_date === null;
  notify(thought ? `Kept in Thoughts: ${first.title}` : text, "Undo", undo);
}

async function countHeld() {
  held.value = (await waiting()).length;
}

/** Send what waited, in order; what the server refuses is said and dropped. */
export async function sendHeld() {
  for (const { key, line } of await waiting()) {
    try {
      added(await post(/** @type {Line} */ (line), key));
    } catch (error) {
      if (error instanceof Unreachable) break;
      notify(/** @type {Error} */ (error).message);
    }
    await release(key);
  }
  await countHeld();
}
