/** Moves tasks within the list: to another position, parent or domain. */
import { t } from "#wd/core/i18n.js";
import { droppedAt, nestingError } from "#wd/tasks/model/ordering.js";
import { nameOf } from "#wd/tasks/model/wording.js";
import { patchAll, patchEach } from "#wd/tasks/state/actions.js";
import { children, domainsById, entryAt } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { tasks } from "#wd/tasks/state/server.js";

export const SINGLE_DAYS = t("Single days of a repeating task can't be moved in the list.");

/** Move tasks to a place in the list. @param {Entry[]} entries @param {import("#wd/tasks/drag/state.js").RowSpot} spot on a task */
export function dropInList(entries, { key, where }) {
  const plain = entries.filter(({ kind }) => kind === "task");
  const target = entryAt(key);
  if (target) moveBeside(plain, target.task, where);
}

/**
 * Move tasks with their subtasks out of their parent and into a domain. A series goes with all its days.
 * @param {Entry[]} entries of tasks @param {number | null} domainId
 */
export function moveToDomain(entries, domainId) {
  const values = {
    domain: domainsById.peek().get(domainId ?? 0)?.name ?? t("Thoughts"),
    tasks: nameOf(entries),
  };
  const text = entries.some(({ task }) => task.series)
    ? t("Moved to {domain}, with all its days: {tasks}", values)
    : t("Moved to {domain}: {tasks}", values);
  return patchAll(entries, { domain_id: domainId, parent_id: null }, text);
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
