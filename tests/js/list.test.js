import assert from "node:assert/strict";
import { test } from "node:test";
import { entries } from "#wd/tasks/model/entry.js";
import { buildRows } from "#wd/tasks/model/rows.js";
import { byId, DAILY, domain, instance, task } from "./rows.js";

const TODAY = "2026-11-24";

/**
 * @param {Task[]} tasks @param {Instance[]} [instances]
 * @param {Partial<import("#wd/tasks/model/rows.js").Question>} [more]
 */
function rowsOf(tasks, instances = [], more = {}) {
  return buildRows({
    entries: entries(byId(tasks), byId(instances)),
    tasks: byId(tasks),
    domains: [domain()],
    today: TODAY,
    sort: "manual",
    energy: "focus",
    only: null,
    folded: new Set(),
    kept: new Set(),
    ...more,
  });
}

/** Group names and titles, subtasks indented. @param {Row[]} rows */
const drawn = (rows) =>
  rows.map((row) =>
    row.kind === "group" ? row.name : `${"  ".repeat(row.depth - 1)}${row.entry.title}`,
  );

test("an empty domain is listed, so that one can add to it", () => {
  assert.deepEqual(drawn(rowsOf([])), ["Work"]);
});

test("an archived domain is not listed", () => {
  assert.deepEqual(drawn(rowsOf([], [], { domains: [domain({ archived: true })] })), []);
});

test("subtasks stand under their parents", () => {
  const top = task({ title: "Trip" });
  const mid = task({ title: "Train", parent_id: top.id });
  const low = task({ title: "Seat", parent_id: mid.id });
  assert.deepEqual(drawn(rowsOf([top, mid, low])), ["Work", "Trip", "  Train", "    Seat"]);
});

test("a folded parent hides what hangs under it", () => {
  const top = task({ title: "Trip" });
  const low = task({ parent_id: top.id });
  const rows = rowsOf([top, low], [], { folded: new Set([`t${top.id}`]) });
  assert.deepEqual(drawn(rows), ["Work", "Trip"]);
});

test("a group counts open leaves and sums their time", () => {
  const top = task();
  const rows = rowsOf([
    top,
    task({ parent_id: top.id, duration: 30 }),
    task({ parent_id: top.id, duration: 15 }),
    task({ parent_id: top.id, duration: 60, status: "completed" }),
  ]);
  const [group, parent] = rows;
  assert.ok(group.kind === "group" && group.count === 2 && group.minutes === 45);
  assert.ok(parent.kind === "item" && parent.facts.minutes === 45 && parent.facts.ready === 1);
});

test("what is scheduled for later waits below, in the order of its days", () => {
  const rows = rowsOf([
    task({ title: "Later", scheduled_date: "2026-12-01" }),
    task({ title: "Soon", scheduled_date: "2026-11-25" }),
    task({ title: "Now", scheduled_date: TODAY }),
    task({ title: "Late", scheduled_date: "2026-11-20" }),
  ]);
  assert.deepEqual(drawn(rows), ["Work", "Now", "Late", "Scheduled", "Soon", "Later"]);
});

test("a thought is not on the list until it has a domain or a day", () => {
  const rows = rowsOf([
    task({ title: "Idea", domain_id: null }),
    task({ title: "Dentist", domain_id: null, scheduled_date: TODAY }),
  ]);
  assert.deepEqual(drawn(rows), ["Work", "No domain", "Dentist"]);
});

test("a series shows today's instance and not itself", () => {
  const series = task({ title: "Water", series: DAILY });
  const days = ["2026-11-24", "2026-11-26"].map((day) =>
    instance({ task_id: series.id, scheduled_date: day }),
  );
  assert.deepEqual(drawn(rowsOf([series], days)), ["Work", "Water"]);
});

test("a series without one today shows its next, once", () => {
  const series = task({ title: "Water", series: DAILY });
  const days = ["2026-11-28", "2026-11-26"].map((day) =>
    instance({ task_id: series.id, scheduled_date: day }),
  );
  const rows = rowsOf([series], days);
  assert.deepEqual(drawn(rows), ["Work", "Scheduled", "Water"]);
  assert.equal(rows[2].kind === "item" && rows[2].entry.date, "2026-11-26");
});

test("pending instances of days gone by come first", () => {
  const series = task({ title: "Water", series: DAILY });
  const late = instance({ task_id: series.id, scheduled_date: "2026-11-22" });
  const done = instance({ task_id: series.id, scheduled_date: "2026-11-23", status: "skipped" });
  assert.deepEqual(drawn(rowsOf([series], [late, done])), ["From earlier", "Water", "Work"]);
});

test("an instance shows its series' title, duration and domain unless it has its own", () => {
  const series = task({ title: "Water", duration: 10, series: DAILY });
  const plain = instance({ task_id: series.id });
  const own = instance({
    task_id: series.id,
    own_title: "Water twice",
    own_duration: 20,
    own_domain_id: 2,
  });
  const all = entries(byId([series]), byId([plain, own]));
  const shown = [plain, own].map(({ id }) => all.get(`i${id}`));
  assert.deepEqual(
    shown.map((e) => [e?.title, e?.duration, e?.domain_id]),
    [
      ["Water", 10, 1],
      ["Water twice", 20, 2],
    ],
  );
});

test("what was just completed stays in place, older ones sink to their section", () => {
  const just = task({
    title: "Just done",
    status: "completed",
    completed_at: "2026-11-24T10:00:00Z",
  });
  const old = task({
    title: "Done before",
    status: "completed",
    completed_at: "2026-11-23T10:00:00Z",
  });
  const rows = rowsOf([just, old, task({ title: "Open" })], [], { kept: new Set([`t${just.id}`]) });
  assert.deepEqual(drawn(rows), ["Work", "Just done", "Open", "Completed", "Done before"]);
});

test("low energy shows autopilot only, and the parents of such", () => {
  const parent = task({ title: "Trip", clarity: "brainstorm" });
  const easy = task({ title: "Pack", clarity: "autopilot", parent_id: parent.id });
  const rows = rowsOf([parent, easy, task({ title: "Think", clarity: "brainstorm" })], [], {
    energy: "zombie",
  });
  assert.deepEqual(drawn(rows), ["Work", "Trip", "  Pack"]);
});

test("normal energy hides brainstorm tasks", () => {
  const rows = rowsOf(
    [task({ title: "Think", clarity: "brainstorm" }), task({ title: "Do" })],
    [],
    { energy: "normal" },
  );
  assert.deepEqual(drawn(rows), ["Work", "Do"]);
});

test("one domain alone hides the others and what is loose", () => {
  const domains = [domain(), domain({ id: 2, name: "Home" })];
  const rows = rowsOf([task({ domain_id: 2, title: "Rent" }), task()], [], { domains, only: 2 });
  assert.deepEqual(drawn(rows), ["Home", "Rent"]);
});

/** @type {[Sort, string[]][]} */
const ORDERS = [
  ["impact", ["B", "C", "A"]],
  ["duration", ["A", "C", "B"]],
  ["clarity", ["C", "A", "B"]],
  ["deadline", ["C", "B", "A"]],
  ["manual", ["A", "B", "C"]],
];

for (const [sort, order] of ORDERS) {
  test(`the list can be sorted by ${sort}`, () => {
    const rows = rowsOf(
      [
        task({ title: "A", impact: 4, duration: 5 }),
        task({ title: "B", impact: 1, clarity: "brainstorm", deadline_date: "2026-12-02" }),
        task({
          title: "C",
          impact: 2,
          duration: 30,
          clarity: "autopilot",
          deadline_date: "2026-12-01",
        }),
      ],
      [],
      { sort },
    );
    assert.deepEqual(drawn(rows).slice(1), order);
  });
}
