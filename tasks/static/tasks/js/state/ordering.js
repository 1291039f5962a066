/** Dropping tasks into the list: another place, another parent, another domain. */
import { droppedAt, refusal } from "#wd/tasks/model/ordering.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { patchAll, patchEach } from "#wd/tasks/state/actions.js";
import { children, domainsById, entryAt } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { tasks } from "#wd/tasks/state/server.js";

/** @param {Entry[]} entries @param {import("#wd/tasks/drag/state.js").RowSpot} spot */
export function dropInList(entries, { key, where }) {
  const plain = entries.filter(({ kind }) => kind === "task");
  if (!plain.length) return notify("One day of a series stays with it.");
  const target = entryAt(key);
  if (!target) return moveToDomain(plain, Number(key.slice(1)));
  moveBeside(plain, target.task, where);
}

/** Out of its parent, into a domain. @param {Entry[]} entries @param {number | null} domainId */
export function moveToDomain(entries, domainId) {
  const name = domainsById.peek().get(domainId ?? 0)?.name ?? "Thoughts";
  const fields = { domain_id: domainId, parent_id: null };
  return patchAll(entries, fields, `${nameOf(entries)}: ${name}`);
}

/** @param {Entry[]} entries @param {Task} target @param {"before" | "after" | "inside"} where */
function moveBeside(entries, target, where) {
  const moved = entries.filter(({ id }) => id !== target.id);
  const parent = where === "inside" ? target.id : target.parent_id;
  const refusals = moved.map(({ task }) => refusal(task, parent, tasks.peek(), children.peek()));
  const why = refusals.find((sentence) => sentence);
  if (why) return notify(why);
  const own = moved.map(({ task }) => task);
  const places = droppedAt(own, target, where, children.peek());
  if (moved.length)
    patchEach(
      moved.map((entry, i) => [entry, places[i]]),
      `Moved: ${nameOf(moved)}`,
    );
}

/**
 * One level in (under the task above) or out, by keyboard.
 * @param {Entry} entry @param {1 | -1} direction @param {Entry | undefined} above
 */
export function indent(entry, direction, above) {
  const { task } = entry;
  const parent = tasks.peek().get(task.parent_id ?? 0);
  if (direction < 0) {
    if (parent) moveBeside([entry], parent, "after");
  } else if (above) {
    const target = above.task.parent_id === task.parent_id ? above.task : siblingAbove(above, task);
    if (target) moveBeside([entry], target, "inside");
  }
}

/** The ancestor of the row above that is a sibling. @param {Entry} above @param {Task} task */
function siblingAbove(above, task) {
  /** @type {Task | undefined} */
  let at = above.task;
  while (at && at.parent_id !== task.parent_id) at = tasks.peek().get(at.parent_id ?? 0);
  return at;
}
