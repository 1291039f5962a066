import assert from "node:assert/strict";
import { test } from "node:test";
import { todayRows } from "#wd/tasks/model/day-rows.js";
import { entries } from "#wd/tasks/model/entry.js";
import { buildRows, openByDomain } from "#wd/tasks/model/rows.js";
import { byId, DAILY, domain, instance, task } from "./rows.js";

const TODAY = "2026-11-24";
const DAY = "2026-11-27";

/** @typedef {import("#wd/tasks/model/rows.js").RowQuery} RowQuery */

/**
 * @param {Task[]} tasks @param {Instance[]} [instances] @param {Partial<RowQuery>} [more]
 * @returns {RowQuery}
 */
function queryOf(tasks, instances = [], more = {}) {
  return {
    entries: entries(byId(tasks), byId(instances)),
    tasks: byId(tasks),
    domains: [domain()],
    today: TODAY,
    sort: "manual",
    energy: "focus",
    domainFilter: null,
    folded: new Set(),
    sticky: new Set(),
    finishedOn: ({ task, instance }) => (instance ?? task).completed_at?.slice(0, 10) ?? null,
    ...more,
  };
}

/** @param {Parameters<typeof queryOf>} given */
const rowsOf = (...given) => buildRows(queryOf(...given));

/** Return group names and titles, subtasks indented. @param {Row[]} rows */
const titles = (rows) =>
  rows.map((row) =>
    row.kind === "group" ? row.name : `${"  ".repeat(row.depth - 1)}${row.entry.title}`,
  );

test("the list shows an empty domain", () => {
  assert.deepEqual(titles(rowsOf([])), ["Work"]);
});

test("the list hides an archived domain", () => {
  assert.deepEqual(titles(rowsOf([], [], { domains: [domain({ archived: true })] })), []);
});

test("the list shows subtasks below their parents", () => {
  const top = task({ title: "Trip" });
  const mid = task({ title: "Train", parent_id: top.id });
  const low = task({ title: "Seat", parent_id: mid.id });
  assert.deepEqual(titles(rowsOf([top, mid, low])), ["Work", "Trip", "  Train", "    Seat"]);
});

test("a collapsed parent hides its subtasks", () => {
  const top = task({ title: "Trip" });
  const low = task({ parent_id: top.id });
  const rows = rowsOf([top, low], [], { folded: new Set([`t${top.id}`]) });
  assert.deepEqual(titles(rows), ["Work", "Trip"]);
});

test("a group counts its open leaves and sums their durations", () => {
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

test("the section Scheduled lists later tasks in the order of their days", () => {
  const rows = rowsOf([
    task({ title: "Later", scheduled_date: "2026-12-01" }),
    task({ title: "Soon", scheduled_date: "2026-11-25" }),
    task({ title: "Now", scheduled_date: TODAY }),
    task({ title: "Late", scheduled_date: "2026-11-20" }),
  ]);
  assert.deepEqual(titles(rows), ["Work", "Now", "Late", "Scheduled", "Soon", "Later"]);
});

test("the count of a domain is that of its heading among all tasks, without what has a section", () => {
  const water = task({ title: "Water", series: DAILY });
  const days = ["2026-11-22", TODAY, "2026-11-26"].map((day) =>
    instance({ task_id: water.id, scheduled_date: day }),
  );
  const trip = task({ title: "Trip" });
  const list = queryOf(
    [
      water,
      trip,
      task({ title: "Book", parent_id: trip.id }),
      task({ title: "Later", scheduled_date: "2026-12-01" }),
      task({ title: "Done", status: "completed" }),
    ],
    days,
  );
  const group = buildRows(list).find(({ key }) => key === `d${list.domains[0].id}`);
  assert.equal(group?.kind === "group" && group.count, 2);
  assert.deepEqual([...openByDomain(list).values()], [2]);
  assert.deepEqual([...openByDomain({ ...list, domainFilter: 99 }).values()], [2]);
});

test("Later today could be has the order of the planner: deadline, impact, position", () => {
  const rows = todayRows(
    queryOf([
      task({ title: "Low", impact: 3, position: 1 }),
      task({ title: "Second", impact: 1, position: 3 }),
      task({ title: "First", impact: 1, position: 2 }),
      task({ title: "In a month", impact: 4, deadline_date: "2026-12-24" }),
      task({ title: "Friday", deadline_date: DAY }),
      task({ title: "Friday noon", deadline_date: DAY, deadline_time: "12:00:00" }),
    ]),
  );
  const order = ["Friday noon", "Friday", "In a month", "First", "Second", "Low"];
  assert.deepEqual(titles(rows), ["Later today could be", ...order]);
});

test("a thought is not in the list until it has a domain or a day", () => {
  const rows = rowsOf([
    task({ title: "Idea", domain_id: null }),
    task({ title: "Dentist", domain_id: null, scheduled_date: TODAY }),
  ]);
  assert.deepEqual(titles(rows), ["Work", "No domain", "Dentist"]);
});

test("a series shows today's instance instead of its task", () => {
  const series = task({ title: "Water", series: DAILY });
  const days = ["2026-11-24", "2026-11-26"].map((day) =>
    instance({ task_id: series.id, scheduled_date: day }),
  );
  assert.deepEqual(titles(rowsOf([series], days)), ["Work", "Water"]);
});

test("a series without an instance today shows only its next instance", () => {
  const series = task({ title: "Water", series: DAILY });
  const days = ["2026-11-28", "2026-11-26"].map((day) =>
    instance({ task_id: series.id, scheduled_date: day }),
  );
  const rows = rowsOf([series], days);
  assert.deepEqual(titles(rows), ["Work", "Scheduled", "Water"]);
  assert.equal(rows[2].kind === "item" && rows[2].entry.date, "2026-11-26");
});

test("pending instances from earlier days come first", () => {
  const series = task({ title: "Water", series: DAILY });
  const late = instance({ task_id: series.id, scheduled_date: "2026-11-22" });
  const done = instance({ task_id: series.id, scheduled_date: "2026-11-23", status: "skipped" });
  assert.deepEqual(titles(rowsOf([series], [late, done])), ["From earlier", "Water", "Work"]);
});

test("later days of a series are not overdue on Today by a deadline of its task", () => {
  const series = task({ title: "Water", series: DAILY, deadline_date: "2026-11-20" });
  const later = instance({ task_id: series.id, recurrence_id: DAY, scheduled_date: DAY });
  assert.deepEqual(titles(todayRows(queryOf([series], [later]))), []);
});

test("an instance uses the title, duration and domain of its series unless it has its own", () => {
  const series = task({ title: "Water", duration: 10, series: DAILY });
  const plain = instance({ task_id: series.id });
  const own = instance({
    task_id: series.id,
    own_title: "Water twice",
    own_duration: 20,
    own_domain_id: 2,
  });
  const all = entries(byId([series]), byId([plain, own]));
  const pair = [plain, own].map(({ id }) => all.get(`i${id}`));
  assert.deepEqual(
    pair.map((e) => [e?.title, e?.duration, e?.domain_id]),
    [
      ["Water", 10, 1],
      ["Water twice", 20, 2],
    ],
  );
});

test("a task just completed stays in place, older ones are in the section Completed", () => {
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
  const rows = rowsOf([just, old, task({ title: "Open" })], [], {
    sticky: new Set([`t${just.id}`]),
  });
  assert.deepEqual(titles(rows), ["Work", "Just done", "Open", "Completed", "Done before"]);
});

test("low energy shows autopilot tasks and their parents", () => {
  const parent = task({ title: "Trip", clarity: "brainstorm" });
  const easy = task({ title: "Pack", clarity: "autopilot", parent_id: parent.id });
  const rows = rowsOf([parent, easy, task({ title: "Think", clarity: "brainstorm" })], [], {
    energy: "zombie",
  });
  assert.deepEqual(titles(rows), ["Work", "Trip", "  Pack"]);
});

test("normal energy hides brainstorm tasks", () => {
  const rows = rowsOf(
    [task({ title: "Think", clarity: "brainstorm" }), task({ title: "Do" })],
    [],
    { energy: "normal" },
  );
  assert.deepEqual(titles(rows), ["Work", "Do"]);
});

test("the domain filter hides other domains and tasks without one", () => {
  const domains = [domain(), domain({ id: 2, name: "Home" })];
  const rows = rowsOf([task({ domain_id: 2, title: "Rent" }), task()], [], {
    domains,
    domainFilter: 2,
  });
  assert.deepEqual(titles(rows), ["Home", "Rent"]);
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
    assert.deepEqual(titles(rows).slice(1), order);
  });
}
