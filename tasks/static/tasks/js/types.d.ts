/** The rows of docs/api.md and the types derived from them. Ambient, so JSDoc uses them by name. */

type Status = "pending" | "completed" | "archived" | "skipped";
type Clarity = "autopilot" | "normal" | "brainstorm";
type Energy = "zombie" | "normal" | "focus";
type Sort = "impact" | "duration" | "clarity" | "deadline" | "manual";
type View = "day" | "days" | "week" | "month";

interface Series {
  rrule: string;
  kind: string;
  starts_on: string;
  starts_at: string | null;
  missing_days: string;
  /** The times of each day, if there are several. */
  times: string[];
  exdates: string[];
  rdates: string[];
  summary: string;
  /** The first day after a pause. */
  paused_until: string | null;
  pauses_when_away: boolean;
  /** Days from each day to its deadline. */
  deadline_days: number | null;
  version: number;
}

interface Task {
  id: number;
  domain_id: number | null;
  parent_id: number | null;
  title: string;
  has_description: boolean;
  description?: string;
  impact: number;
  clarity: Clarity;
  duration: number | null;
  scheduled_date: string | null;
  scheduled_time: string | null;
  placed_by: PlacedBy;
  day_chosen: boolean;
  deadline_date: string | null;
  deadline_time: string | null;
  earliest_start: string | null;
  reminder: number | null;
  pinned: boolean;
  position: number;
  status: Status;
  completed_at: string | null;
  created_at: string;
  version: number;
  labels: number[];
  blocked_by: number[];
  series: Series | null;
  deadline_hard: boolean;
  /** The shortest and the longest chunk; both null if the task is done in one. */
  chunk_min: number | null;
  chunk_max: number | null;
  ideal_time: string;
  /** Empty unless the task is scheduled in several chunks, or only a part of it is. */
  chunks: Chunk[];
}

/** Who chose a time: the person, or a plan that they accepted. */
type PlacedBy = "person" | "plan";

/** A range of a day: its time of day, and minutes. `by` differs from the task's `placed_by`. */
interface Chunk {
  date: string;
  time: string;
  minutes: number;
  by?: PlacedBy;
}

/** The body of POST /plans, see docs/api.md. */
interface PlanRequest {
  kind: "day" | "week" | "late" | "early" | "repair";
  first?: string;
  last?: string;
  late_minutes?: number;
  rest_of_day?: boolean;
  without?: string[];
  around?: number[];
  /** Local begin and end of each span of hours added to this plan. */
  extra_hours?: [string, string][];
  /** Keys of rows whose time may change. */
  released?: string[];
}

/** What needs attention, and the request behind its button. */
interface Offer {
  sentence: string;
  label: string;
  kind: PlanRequest["kind"];
  released: string[];
}

interface CalendarProblem {
  kind: "signed_out" | "stale" | "held" | "unreadable";
  /** Of the account, if it is signed out or stale; else of the calendar. */
  id: number;
  sentence: string;
  label: string;
  url: string;
  entries: { title: string; detail: string }[];
}

interface Planned {
  /** "t12", "i345", or "t12.1" for one of several chunks. */
  key: string;
  task_id: number;
  instance_id: number | null;
  title: string;
}

interface PlanBlock extends Planned, Chunk {
  state: "kept" | "added" | "moved";
  was: Chunk | null;
  pinned: boolean;
  late_minutes: number;
}

interface LeftOut extends Planned {
  /** False for an undated task that found no free time, or whose rest is for later. */
  meant: boolean;
  /** Empty if the reason comes on request. */
  sentence: string;
}

/** What GET /plans/{id}/why/{key} returns. */
interface Explanation {
  title: string;
  sentence: string;
  reasons: { sentence: string }[];
  alternatives: { sentence: string; note: string }[];
  changes: Remedy[];
}

/** Additions to the lists of the request, after a change of the row `key` if there is a patch. */
interface Remedy {
  key: string;
  sentence: string;
  patch: object | null;
  request: Partial<PlanRequest>;
}

interface Chance extends Planned {
  /** Between 0 and 1. */
  chance: number;
  /** Empty for a deadline that is likely to hold. */
  sentence: string;
}

interface Proposal {
  id: number;
  kind: PlanRequest["kind"];
  first: string;
  last: string;
  title: string;
  sentence: string;
  /** What stays, then what changes and what it costs. */
  sentences: string[];
  /** Times that the person set, under an event. */
  conflicts: Question[];
  blocks: PlanBlock[];
  removed: (Planned & { was: Chunk })[];
  left_out: LeftOut[];
  partial: LeftOut[];
  chances: Chance[];
  all_day: Question[];
}

/** What a plan asks about; the button adds to the lists of its request. */
interface Question {
  sentence: string;
  label: string;
  request: { around?: number[]; released?: string[] };
}

interface Instance {
  id: number;
  task_id: number;
  recurrence_id: string;
  /** Its time in the rule, if the series has several times a day. */
  recurrence_time: string | null;
  scheduled_date: string;
  scheduled_time: string | null;
  starts_at: string | null;
  placed_by: PlacedBy;
  moved: boolean;
  status: Status;
  completed_at: string | null;
  own_title: string | null;
  own_duration: number | null;
  own_domain_id: number | null;
  has_own_description: boolean;
  own_description?: string | null;
  version: number;
}

interface Domain {
  id: number;
  name: string;
  colour: string;
  icon: string;
  position: number;
  archived: boolean;
}

interface Label {
  id: number;
  name: string;
}

interface Preferences {
  time_zone: string;
  secondary_zone: string;
  week_start: number;
  day_start_hour: number;
  twelve_hour_clock: boolean;
  month_first: boolean;
  working_hours: [number, number][][];
  theme: string;
  hour_height: number;
  single_key_shortcuts: boolean;
  default_domain: number | null;
  [name: string]: unknown;
}

/** An event of a connected calendar, in the person's time zone. */
interface CalendarEvent {
  id: number;
  title: string;
  location: string;
  link: string;
  status: "confirmed" | "tentative" | "cancelled";
  colour: string;
  free: boolean;
  starts_on: string | null;
  ends_on: string | null;
  begins: string | null;
  ends: string | null;
  minutes: number | null;
}

/** What GET /events/{id} returns. */
interface EventDetails {
  calendar: string;
  account: string;
  response: "" | "unanswered" | "accepted" | "tentative" | "declined";
}

interface Snapshot {
  rev: number;
  today: string;
  preferences: Preferences;
  domains: Domain[];
  labels: Label[];
  tasks: Task[];
  instances: Instance[];
  events: CalendarEvent[];
  timer: Timer | null;
}

interface Timer {
  id: number;
  task_id: number;
  recurrence_id: string | null;
  recurrence_time: string | null;
  started_at: string;
}

interface Patch {
  rev?: number;
  since?: number;
  activity?: number | null;
  resync?: boolean;
  tasks?: Task[];
  instances?: Instance[];
  domains?: Domain[];
  labels?: Label[];
  gone?: Partial<Record<"tasks" | "instances" | "domains" | "labels", number[]>>;
}

/** A task, an instance or an event, as the list and the calendar render it. */
interface Entry {
  key: string;
  kind: "task" | "instance" | "event";
  id: number;
  task: Task;
  instance: Instance | null;
  event?: CalendarEvent;
  /** An event that does not make the person busy. */
  free?: boolean;
  title: string;
  domain_id: number | null;
  impact: number;
  clarity: Clarity;
  duration: number | null;
  /** Minutes to render and plan with: the duration, or 30 if unknown. */
  minutes: number;
  date: string | null;
  /** Minutes from midnight, at night more than a day (model/night.js); null means any time. */
  start: number | null;
  /** Minutes from midnight to the start of the person's day. */
  nightEnd?: number;
  /** Number of days of an all-day entry. */
  days: number;
  status: Status;
  /** The index of the chunk, if the task has several. */
  chunk?: number;
}

/** The part of an entry that falls on one day; minutes of that day. */
interface Segment {
  entry: Entry;
  key: string;
  start: number;
  end: number;
  before: boolean;
  after: boolean;
}

/** Values of a task's row that depend on its subtasks. */
interface Facts {
  leaf: boolean;
  minutes: number;
  total: number;
  ready: number;
  impact: number;
}

/** A page of the planner; a domain or label has an id, a day a date. */
interface Place {
  name: "today" | "upcoming" | "week" | "all" | "thoughts" | "trash" | "domain" | "label" | "day";
  id?: number;
  date?: string;
}

interface GroupRow {
  kind: "group";
  key: string;
  name: string;
  domain: Domain | null;
  section:
    | "domain"
    | "loose"
    | "earlier"
    | "scheduled"
    | "completed"
    | "overdue"
    | "blocks"
    | "anytime"
    | "due"
    | "later"
    | "day";
  count: number;
  minutes: number;
  folded: boolean;
}

interface ItemRow {
  kind: "item";
  key: string;
  entry: Entry;
  depth: number;
  facts: Facts;
  parent: boolean;
  folded: boolean;
  domain: Domain | null;
  section: GroupRow["section"];
}

type Row = GroupRow | ItemRow;
