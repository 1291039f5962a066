/** The trash: archived and deleted tasks and days. It is not part of the snapshot; its page loads it. */
import { newestOnly, send } from "#wd/core/api.js";
import { t, tn } from "#wd/core/i18n.js";
import { signal } from "#wd/core/ui.js";
import { change } from "#wd/tasks/state/changes.js";
import { mergeAck } from "#wd/tasks/state/live.js";
import { attempt, notify } from "#wd/tasks/state/notice.js";

/**
 * @typedef {object} TrashItem
 * @property {"task" | "instance"} kind @property {number} id @property {string} title
 * @property {number | null} domain_id @property {"archived" | "deleted"} state
 * @property {string} since @property {string | null} delete_at
 * @property {number} [subtasks] @property {boolean} [repeats] @property {string} [scheduled_date]
 */

/** Null until the first response. */
export const items = signal(/** @type {TrashItem[] | null} */ (null));
/** Where the next page begins; null after the last one. */
export const next = signal(/** @type {string | null} */ (null));

const beginRead = newestOnly();

/** @param {string} [after] @returns {Promise<void>} */
const read = async (after) => {
  const isNewest = beginRead();
  const page = await send("GET", after ? `/trash?after=${after}` : "/trash");
  if (!isNewest()) return;
  items.value = after ? [...(items.value ?? []), ...page.items] : page.items;
  next.value = page.next;
};

export const load = () => attempt(() => read());
export const loadMore = () => attempt(() => read(next.peek() ?? ""));

/** @param {TrashItem} item */
const without = (item) => items.value?.filter((other) => other !== item) ?? null;

/** Restore an item; undo moves it back. @param {TrashItem} item */
export async function restore(item) {
  const text = t("Restored: {title}", { title: item.title });
  const before = items.value;
  items.value = without(item);
  const request = () => send("POST", `/${item.kind}s/${item.id}/restore`);
  if (!(await change({}, request, { text }))) items.value = before;
}

/** Delete an item permanently. @param {TrashItem} item */
export const erase = (item) =>
  attempt(async () => {
    mergeAck(await send("DELETE", `/trash/${item.kind}s/${item.id}`));
    items.value = without(item);
    notify(t("Deleted permanently: {title}", { title: item.title }));
  });

/** Delete everything permanently that was deleted; what was archived stays. */
export const empty = () =>
  attempt(async () => {
    const { deleted } = await send("DELETE", "/trash");
    notify(
      tn("Deleted {count} task permanently", "Deleted {count} tasks permanently", deleted ?? 0),
    );
    await read();
  });
