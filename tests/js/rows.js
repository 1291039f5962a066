/** Rows as the API sends them, with defaults for the fields that a test leaves out. */

let next = 0;

/** @param {Partial<Task>} fields @returns {Task} */
export const task = (fields = {}) => ({
  id: ++next,
  domain_id: 1,
  parent_id: null,
  title: `Task ${next}`,
  has_description: false,
  impact: 4,
  clarity: "normal",
  duration: null,
  scheduled_date: null,
  scheduled_time: null,
  deadline_date: null,
  deadline_time: null,
  earliest_start: null,
  reminder: null,
  pinned: false,
  placed_by: "person",
  day_chosen: false,
  position: next,
  status: "pending",
  completed_at: null,
  created_at: "2026-11-24T09:00:00Z",
  version: 1,
  labels: [],
  blocked_by: [],
  series: null,
  deadline_hard: true,
  chunk_min: null,
  chunk_max: null,
  ideal_time: "",
  chunks: [],
  ...fields,
});

/** @type {Series} */
export const DAILY = {
  rrule: "FREQ=DAILY",
  kind: "calendar",
  starts_on: "2026-11-01",
  starts_at: null,
  missing_days: "skip",
  exdates: [],
  rdates: [],
  times: [],
  summary: "every day",
  paused_until: null,
  pauses_when_away: false,
  deadline_days: null,
  version: 1,
};

/** @param {Partial<Instance>} fields @returns {Instance} */
export const instance = (fields = {}) => ({
  id: ++next,
  task_id: 0,
  recurrence_id: "2026-11-24",
  recurrence_time: null,
  scheduled_date: "2026-11-24",
  scheduled_time: null,
  starts_at: null,
  placed_by: "person",
  moved: false,
  status: "pending",
  completed_at: null,
  own_title: null,
  own_duration: null,
  own_domain_id: null,
  has_own_description: false,
  version: 1,
  ...fields,
});

/** @param {Partial<Domain>} fields @returns {Domain} */
export const domain = (fields = {}) => ({
  id: 1,
  name: "Work",
  colour: "#3b6fd8",
  icon: "",
  position: 1,
  archived: false,
  ...fields,
});

/** @template {{id: number}} T @param {T[]} rows */
export const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
