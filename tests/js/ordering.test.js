import assert from "node:assert/strict";
import { test } from "node:test";
import { between, droppedAt, nestingError } from "#wd/tasks/model/ordering.js";
import { childrenOf } from "#wd/tasks/model/tree.js";
import { byId, task } from "./rows.js";

test("positions are between the neighbours, or after the last task", () => {
  assert.deepEqual(between(1, 2, 1), [1.5]);
  assert.deepEqual(between(1, 4, 2), [2, 3]);
  assert.deepEqual(between(null, 2, 2), [0, 1]);
  assert.deepEqual(between(2, null, 2), [3, 4]);
  assert.deepEqual(between(null, null, 2), [0, 1]);
});

test("tasks can be dropped before, after and inside another task", () => {
  const [a, b, c] = [1, 2, 3].map((position) => task({ position }));
  const children = childrenOf(byId([a, b, c]));
  assert.equal(droppedAt([c], b, "before", children)[0].position, 1.5);
  assert.equal(droppedAt([a], b, "after", children)[0].position, 2.5);
  assert.deepEqual(droppedAt([c], a, "inside", children), [
    { parent_id: a.id, domain_id: 1, position: 0 },
  ]);
});

test("several tasks keep their order when they are dropped", () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((position) => task({ position }));
  const children = childrenOf(byId([a, b, c, d]));
  const positions = droppedAt([a, d], b, "after", children).map(({ position }) => position);
  assert.ok(2 < positions[0] && positions[0] < positions[1] && positions[1] < 3);
});

test("a dropped task takes the domain of its target", () => {
  const [a, b] = [task(), task({ domain_id: 2 })];
  assert.equal(droppedAt([a], b, "after", childrenOf(byId([a, b])))[0].domain_id, 2);
});

test("a task cannot be its own subtask or nest deeper than three levels", () => {
  const top = task();
  const mid = task({ parent_id: top.id });
  const low = task({ parent_id: mid.id });
  const tasks = byId([top, mid, low]);
  const other = task();
  const children = childrenOf(tasks);
  assert.match(nestingError(top, low.id, tasks, children), /its own subtask/);
  assert.match(nestingError(other, low.id, tasks, children), /3 levels/);
  assert.equal(nestingError(other, mid.id, tasks, children), "");
});
