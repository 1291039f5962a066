/** Signals derived from the rows and from the state of the page. */
import {
  addDays,
  DAY,
  daysBetween,
  daysFrom,
  wallClock,
  weekOf,
  weeksOfMonth,
} from "#wd/core/time.js";
import { computed } from "#wd/core/ui.js";
import { byStartingDay, segmentsOn } from "#wd/tasks/model/calendar.js";
import { capacity, workingRanges } from "#wd/tasks/model/capacity.js";
import {
  countToday,
  dayRows,
  labelRows,
  todayRows,
  todaysSections,
  upcomingRows,
} from "#wd/tasks/model/day-rows.js";
import { chunksOf, entries as entriesOf, isOpen } from "#wd/tasks/model/entry.js";
import { buildRows, openByDomain as countByDomain } from "#wd/tasks/model/rows.js";
import { childrenOf, factsOf } from "#wd/tasks/model/tree.js";
import { date, now, today } from "#wd/tasks/state/clock.js";
import { events } from "#wd/tasks/state/events.js";
import {
  day,
  domainFilter,
  energy,
  folded,
  place,
  selected,
  sort,
  sticky,
  view,
} from "#wd/tasks/state/page.js";
import { isNarrow } from "#wd/tasks/state/screen.js";
import { domains, instances, preferences, tasks } from "#wd/tasks/state/server.js";

/** When the person's day starts, in minutes from midnight. */
export const nightEnd = computed(() => (preferences.value.day_start_hour ?? 0) * 60);
export const entries = computed(() => entriesOf(tasks.value, instances.value, nightEnd.value));
export const children = computed(() => childrenOf(tasks.value));
export const facts = computed(() => factsOf(tasks.value, children.value));
export const domainsById = computed(() => new Map(domains.value.map((row) => [row.id, row])));
export const activeDomains = computed(() => domains.value.filter(({ archived }) => !archived));
export const twelve = computed(() => Boolean(preferences.value.twelve_hour_clock));

/** The person's day on which an entry was completed. */
const finishedOn = computed(() => {
  const { time_zone, day_start_hour } = preferences.value;
  /** @type {WeakMap<object, string>} */
  const known = new WeakMap();
  return (/** @type {Entry} */ { task, instance }) => {
    const row = instance ?? task;
    if (!row.completed_at) return null;
    const day =
      known.get(row) ?? wallClock(new Date(row.completed_at), time_zone, day_start_hour).today;
    known.set(row, day);
    return day;
  };
});

const query = computed(() => ({
  entries: entries.value,
  tasks: tasks.value,
  domains: domains.value,
  today: today.value,
  sort: sort.value,
  energy: energy.value,
  domainFilter: domainFilter.value,
  folded: folded.value,
  sticky: sticky.value,
  finishedOn: finishedOn.value,
  finishedSince: addDays(today.value, 1 - Number(preferences.value.completed_days ?? 1)),
}));
const sections = computed(() => todaysSections(query.value));

/** @type {Partial<Record<Place["name"], () => Row[]>>} */
const ROWS = {
  today: () => todayRows(query.value, sections.value),
  upcoming: () => upcomingRows(query.value),
  day: () => dayRows(query.value, place.value.date ?? today.value),
  label: () => labelRows(query.value, place.value.id ?? 0),
};
export const rows = computed(() => (ROWS[place.value.name] ?? (() => buildRows(query.value)))());
/** Whether the page lists tasks as trees by domain, where they can be put in order. */
export const isTree = computed(() => !(place.value.name in ROWS));

/** Pending tasks without a domain, newest first. */
export const thoughts = computed(() =>
  [...tasks.value.values()]
    .filter(({ domain_id, parent_id }) => domain_id === null && parent_id === null)
    .filter(({ status, id }) => status === "pending" || sticky.value.has(`t${id}`))
    .toSorted((a, b) => b.created_at.localeCompare(a.created_at) || b.id - a.id),
);

export const days = computed(() =>
  byStartingDay([...entries.value.values(), ...events.value.values()]),
);

/** The view, or three days where a week has no room. */
export const shownView = computed(() =>
  view.value === "week" && isNarrow.value ? "days" : view.value,
);

/** The days on the calendar. */
export const visibleDays = computed(() => {
  const { week_start } = preferences.value;
  if (shownView.value === "month") return monthOf(day.value, week_start);
  if (shownView.value === "week") return weekOf(day.value, week_start);
  return daysFrom(day.value, shownView.value === "days" ? 3 : 1);
});

const MONTH_DAYS = 6 * 7;

/**
 * Return the days of whole weeks: those of the month, and enough to show six from this week on.
 * @param {string} iso @param {number} weekStart
 */
function monthOf(iso, weekStart) {
  const [[first], ...weeks] = weeksOfMonth(iso, weekStart);
  const sameMonth = today.value.startsWith(iso.slice(0, 7));
  const from = sameMonth ? weekOf(today.value, weekStart)[0] : first;
  const last = weeks.at(-1)?.[6] ?? first;
  return daysFrom(
    first,
    Math.max(daysBetween(last, first) + 1, daysBetween(from, first) + MONTH_DAYS),
  );
}

/** The number of days that "earlier" and "later" turn. */
export const step = computed(() => ({ day: 1, days: 3, week: 7, month: 30 })[shownView.value]);

/** @param {string} iso */
export const hoursOf = (iso) => workingRanges(preferences.value.working_hours ?? [], iso);

export const load = computed(() => {
  const iso = day.value;
  const anyTime = (days.value.get(iso) ?? []).filter(
    (entry) => entry.start === null && entry.kind !== "event" && isOpen(entry),
  );
  const passed = iso < date.value ? DAY : iso === date.value ? now.value : 0;
  return capacity(segmentsOn(days.value, iso), anyTime, hoursOf(iso), passed);
});

/** @param {Entry} entry */
export const minutesOf = (entry) =>
  entry.kind === "instance" || entry.chunk !== undefined
    ? entry.minutes
    : facts.value.get(entry.id)?.minutes || entry.minutes;

/** The tasks of entries, once each: an instance shows the fields of its series. @param {Entry[]} rows */
export const tasksOf = (rows) => [
  ...new Map(rows.map((row) => [row.task.id, entryAt(`t${row.task.id}`) ?? row])).values(),
];

/** @param {Entry} entry */
export const colourOf = (entry) =>
  entry.event?.colour ?? domainsById.value.get(entry.domain_id ?? 0)?.colour;

/** @param {string | null} key */
export const entryAt = (key) =>
  key === null ? undefined : (entries.value.get(key) ?? chunkAt(key));

/** Return a chunk by its key: "t12.2" is the second chunk of task 12. @param {string} key */
function chunkAt(key) {
  const [owner, number] = key.split(".");
  const entry = entries.value.get(owner);
  return entry && number ? chunksOf(entry)[Number(number) - 1] : undefined;
}

/**
 * Return the entries of an action: the selection, or else the row or block at the cursor.
 * @param {string | null} cursor
 * @returns {Entry[]}
 */
export const targets = (cursor) => {
  const keys = selected.value.size ? [...selected.value] : [cursor];
  return /** @type {Entry[]} */ (keys.map((key) => entryAt(key)).filter(Boolean));
};

/** The number of open entries on Today. */
export const openTaskCount = computed(() => countToday(sections.value));

/** The number of open tasks of each domain. */
export const openByDomain = computed(() => countByDomain(query.value));
