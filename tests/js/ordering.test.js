import assert from "node:assert/strict";
import { test } from "node:test";
import { between, droppedAt, refusal } from "#wd/tasks/model/ordering.js";
import { childrenOf } from "#wd/tasks/model/tree.js";
import { byId, task } from "./rows.js";

test("positions lie between their neighbours, or beyond the last", () => {
  assert.deepEqual(between(1, 2, 1), [1.5]);
  assert.deepEqual(between(1, 4, 2), [2, 3]);
  assert.deepEqual(between(null, 2, 2), [0, 1]);
  assert.deepEqual(between(2, null, 2), [3, 4]);
  assert.deepEqual(between(null, null, 2), [0, 1]);
});

test("dropped before, after and inside another", () => {
  const [a, b, c] = [1, 2, 3].map((position) => task({ position }));
  const children = childrenOf(byId([a, b, c]));
  assert.equal(droppedAt([c], b, "before", children)[0].position, 1.5);
  assert.equal(droppedAt([a], b, "after", children)[0].position, 2.5);
  assert.deepEqual(droppedAt([c], a, "inside", children), [
    { parent_id: a.id, domain_id: 1, position: 0 },
  ]);
});

test("several are dropped in their order", () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((position) => task({ position }));
  const children = childrenOf(byId([a, b, c, d]));
  const positions = droppedAt([a, d], b, "after", children).map(({ position }) => position);
  assert.ok(2 < positions[0] && positions[0] < positions[1] && positions[1] < 3);
});

test("it takes the domain of where it falls", () => {
  const [a, b] = [task(), task({ domain_id: 2 })];
  assert.equal(droppedAt([a], b, "after", childrenOf(byId([a, b])))[0].domain_id, 2);
});

test("a task cannot go under itself, nor deeper than three levels", () => {
  const top = task();
  const mid = task({ parent_id: top.id });
  const low = task({ parent_id: mid.id });
  const tasks = byId([top, mid, low]);
  const other = task();
  const children = childrenOf(tasks);
  assert.match(refusal(top, low.id, tasks, children), /under itself/);
  assert.match(refusal(other, low.id, tasks, children), /3 levels/);
  assert.equal(refusal(other, mid.id, tasks, children), "");
});
