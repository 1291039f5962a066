/** Pure: the tree of tasks, and the sums that a parent shows. */

/**
 * Return children by parent id. A task whose parent is missing is a root (null).
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
 * Return the facts of each task that depend on its subtasks.
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
 * Return the ids of a task and its descendants, the task first.
 * @param {number} id @param {Map<number | null, Task[]>} children
 * @returns {number[]}
 */
export const withDescendants = (id, children) => [
  id,
  ...(children.get(id) ?? []).flatMap((child) => withDescendants(child.id, children)),
];

/**
 * Return the number of levels below a task, including its own.
 * @param {number} id @param {Map<number | null, Task[]>} children
 * @returns {number}
 */
export const heightOf = (id, children) =>
  1 + Math.max(0, ...(children.get(id) ?? []).map((child) => heightOf(child.id, children)));

/**
 * Return the level of a task; a root is 1.
 * @param {Task | undefined} task @param {Map<number, Task>} tasks
 * @returns {number}
 */
export const depthOf = (task, tasks) =>
  task ? 1 + (task.parent_id === null ? 0 : depthOf(tasks.get(task.parent_id), tasks)) : 0;
