/** Moves tasks within the list: to another position, parent or domain. */
import { t } from "#wd/core/i18n.js";
import { droppedAt, nestingError } from "#wd/tasks/model/ordering.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { patchAll, patchEach } from "#wd/tasks/state/actions.js";
import { children, domainsById, entryAt } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { tasks } from "#wd/tasks/state/server.js";

/** @param {Entry[]} entries @param {import("#wd/tasks/drag/state.js").RowSpot} spot */
export function dropInList(entries, { key, where }) {
  const plain = entries.filter(({ kind }) => kind === "task");
  if (!plain.length)
    return notify(t("Single days of a repeating task can't be moved in the list."));
  const target = entryAt(key);
  if (!target) return moveToDomain(plain, Number(key.slice(1)));
  moveBeside(plain, target.task, where);
}

/** Move tasks out of their parent and into a domain. @param {Entry[]} entries @param {number | null} domainId */
export function moveToDomain(entries, domainId) {
  const name = domainsById.peek().get(domainId ?? 0)?.name ?? t("Thoughts");
  const fields = { domain_id: domainId, parent_id: null };
  const text = t("Moved to {domain}: {tasks}", { domain: name, tasks: nameOf(entries) });
  return patchAll(entries, fields, text);
}

/** @param {Entry[]} entries @param {Task} target @param {"before" | "after" | "inside"} where */
function moveBeside(entries, target, where) {
  const moved = entries.filter(({ id }) => id !== target.id);
  const parent = where === "inside" ? target.id : target.parent_id;
  const errors = moved.map(({ task }) => nestingError(task, parent, tasks.peek(), children.peek()));
  const error = errors.find(Boolean);
  if (error) return notify(error);
  const movedTasks = moved.map(({ task }) => task);
  const positions = droppedAt(movedTasks, target, where, children.peek());
  if (moved.length)
    patchEach(
      moved.map((entry, i) => [entry, positions[i]]),
      t("Moved: {tasks}", { tasks: nameOf(moved) }),
    );
}

/**
 * Indent a task under the task above, or outdent it, by keyboard.
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

/** Return the sibling that contains the row above. @param {Entry} above @param {Task} task */
function siblingAbove(above, task) {
  /** @type {Task | undefined} */
  let at = above.task;
  while (at && at.parent_id !== task.parent_id) at = tasks.peek().get(at.parent_id ?? 0);
  return at;
}
