/** Pure: the position of tasks dropped between others. */
import { t } from "#wd/core/i18n.js";
import { depthOf, heightOf } from "#wd/tasks/model/tree.js";

export const MAX_LEVELS = 3;

/**
 * Return positions between two neighbours; null means the end of the list.
 * @param {number | null} before @param {number | null} after @param {number} count
 */
export function between(before, after, count) {
  const steps = Array.from({ length: count }, (_, at) => at);
  if (before === null) return steps.map((at) => (after === null ? at : after - count + at));
  const step = after === null ? 1 : (after - before) / (count + 1);
  return steps.map((at) => before + step * (at + 1));
}

/**
 * Return domain, parent and position of tasks dropped before, after or inside another, in order.
 * @param {Task[]} moved @param {Task} target @param {"before" | "after" | "inside"} where
 * @param {Map<number | null, Task[]>} children
 */
export function droppedAt(moved, target, where, children) {
  const parent_id = where === "inside" ? target.id : target.parent_id;
  const siblings = (children.get(parent_id) ?? [])
    .filter((task) => !moved.includes(task) && task.domain_id === target.domain_id)
    .sort((a, b) => a.position - b.position || a.id - b.id);
  const at = siblings.findIndex(({ id }) => id === target.id) + (where === "after" ? 1 : 0);
  const index = where === "inside" ? 0 : at;
  const before = siblings[index - 1]?.position ?? null;
  const after = siblings[index]?.position ?? null;
  const { domain_id } = target;
  return between(before, after, moved.length).map((position) => ({
    parent_id,
    domain_id,
    position,
  }));
}

/** Return why a task cannot become a subtask of a parent, or "" if it can.
 * @param {Task} task @param {number | null} parentId @param {Map<number, Task>} tasks @param {Map<number | null, Task[]>} children */
export function nestingError(task, parentId, tasks, children) {
  for (let id = parentId; id !== null; id = tasks.get(id)?.parent_id ?? null) {
    if (id === task.id) return t("A task can't be its own subtask.");
  }
  const levels = depthOf(tasks.get(parentId ?? 0), tasks) + heightOf(task.id, children);
  return levels > MAX_LEVELS
    ? t("Tasks can be nested at most {levels} levels deep.", { levels: MAX_LEVELS })
    : "";
}
