/** Pure: nesting of tasks, and what a parent sums up. */

/**
 * Children by parent id; a task whose parent is not here is a root (null).
 * @param {Map<number, Task>} tasks
 */
export function childrenOf(tasks) {
  /** @type {Map<number | null, Task[]>} */
  const children = new Map();
  for (const task of tasks.values()) {
    const parent = task.parent_id !== null && tasks.has(task.parent_id) ? task.parent_id : null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(task);
    else children.set(parent, [task]);
  }
  return children;
}

/** @param {Task} task @param {Facts[]} below @param {Facts[]} open */
function sum(task, below, open) {
  const leaf = below.length === 0;
  return {
    leaf,
    minutes: leaf ? (task.duration ?? 0) : open.reduce((n, facts) => n + facts.minutes, 0),
    total: below.reduce((n, facts) => n + facts.total + 1, 0),
    ready: below.reduce((n, facts) => n + facts.ready, 0) + below.length - open.length,
    impact: Math.min(task.impact, ...open.map((facts) => facts.impact)),
  };
}

/**
 * Facts of each task that depend on what hangs under it.
 * @param {Map<number, Task>} tasks @param {Map<number | null, Task[]>} children
 */
export function factsOf(tasks, children = childrenOf(tasks)) {
  /** @type {Map<number, Facts>} */
  const all = new Map();
  /** @param {Task} task @returns {Facts} */
  const visit = (task) => {
    const kids = children.get(task.id) ?? [];
    const below = kids.map(visit);
    const open = below.filter((_, i) => kids[i].status === "pending");
    const facts = sum(task, below, open);
    all.set(task.id, facts);
    return facts;
  };
  for (const task of children.get(null) ?? []) visit(task);
  return all;
}

/**
 * A task and all that hangs under it, itself first.
 * @param {number} id @param {Map<number | null, Task[]>} children
 * @returns {number[]}
 */
export const withDescendants = (id, children) => [
  id,
  ...(children.get(id) ?? []).flatMap((child) => withDescendants(child.id, children)),
];

/**
 * How many levels hang under a task, itself included.
 * @param {number} id @param {Map<number | null, Task[]>} children
 * @returns {number}
 */
export const heightOf = (id, children) =>
  1 + Math.max(0, ...(children.get(id) ?? []).map((child) => heightOf(child.id, children)));

/**
 * 1 for a root.
 * @param {Task | undefined} task @param {Map<number, Task>} tasks
 * @returns {number}
 */
export const depthOf = (task, tasks) =>
  task ? 1 + (task.parent_id === null ? 0 : depthOf(tasks.get(task.parent_id), tasks)) : 0;
