/** Pure: where a task goes when it is dropped between others. */
import { depthOf, heightOf } from "#wd/tasks/model/tree.js";

export const MOST_LEVELS = 3;

/**
 * A position between two neighbours; null is the end of the list.
 * @param {number | null} before @param {number | null} after
 */
export function between(before, after) {
  if (before === null) return after === null ? 0 : after - 1;
  return after === null ? before + 1 : (before + after) / 2;
}

/**
 * Domain, parent and position of a task dropped before, after or inside another.
 * @param {Task} task @param {Task} target @param {"before" | "after" | "inside"} where
 * @param {Map<number | null, Task[]>} children
 */
export function droppedAt(task, target, where, children) {
  const parent_id = where === "inside" ? target.id : target.parent_id;
  const siblings = (children.get(parent_id) ?? [])
    .filter(({ id, domain_id }) => id !== task.id && domain_id === target.domain_id)
    .sort((a, b) => a.position - b.position || a.id - b.id);
  const at = siblings.findIndex(({ id }) => id === target.id) + (where === "after" ? 1 : 0);
  const index = where === "inside" ? 0 : at;
  const before = siblings[index - 1]?.position ?? null;
  const after = siblings[index]?.position ?? null;
  return { parent_id, domain_id: target.domain_id, position: between(before, after) };
}

/** Why a task may not go under a parent; empty when it may.
 * @param {Task} task @param {number | null} parentId @param {Map<number, Task>} tasks @param {Map<number | null, Task[]>} children */
export function refusal(task, parentId, tasks, children) {
  for (let id = parentId; id !== null; id = tasks.get(id)?.parent_id ?? null) {
    if (id === task.id) return "A task cannot go under itself.";
  }
  const levels = depthOf(tasks.get(parentId ?? 0), tasks) + heightOf(task.id, children);
  return levels > MOST_LEVELS ? `Tasks nest at most ${MOST_LEVELS} levels deep.` : "";
}
