/**
 * The pages share one document: moving between them loads nothing. Each page, task and day has an
 * address, and Back closes the panel that was opened.
 */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { addDays, longDay } from "#wd/core/time.js";
import { batch, computed, effect } from "#wd/core/ui.js";
import { ownerOf } from "#wd/tasks/model/plan.js";
import { today } from "#wd/tasks/state/clock.js";
import { domainsById, entries, entryAt } from "#wd/tasks/state/derived.js";
import { notify } from "#wd/tasks/state/notice.js";
import { day, openKey, pane, place, view } from "#wd/tasks/state/page.js";
import { labels, merge } from "#wd/tasks/state/server.js";

/** @type {Partial<Record<Place["name"], string>>} */
const TITLES = {
  today: t("Today"),
  upcoming: t("Upcoming"),
  week: t("Week"),
  all: t("All tasks"),
  thoughts: t("Thoughts"),
  trash: t("Trash"),
};

/** @param {Place} place */
export function pathOf({ name, id, date }) {
  if (name === "today") return "/";
  if (id) return `/${name}s/${id}/`;
  return date ? `/day/${date}/` : `/${name}/`;
}

/** @param {string} path @returns {Place | undefined} */
export function placeAt(path) {
  if (path === "/") return { name: "today" };
  const [, name, value] = /^\/([a-z]+)\/([\d-]*)\/?$/.exec(path) ?? [];
  if (name in TITLES && name !== "today") return { name: /** @type {Place["name"]} */ (name) };
  if (name === "domains" && value) return { name: "domain", id: Number(value) };
  if (name === "labels" && value) return { name: "label", id: Number(value) };
  return name === "day" ? { name, date: value } : undefined;
}

/** The name of the page. */
export const pageTitle = computed(() => {
  const { name, id = 0, date } = place.value;
  if (name === "domain") return domainsById.value.get(id)?.name ?? t("Domain");
  if (name === "label") return labels.value.get(id)?.name ?? t("Label");
  return date ? `${longDay(date)} ${date.slice(0, 4)}` : (TITLES[name] ?? "");
});
/** The open task, or else the page. */
export const heading = computed(
  () => entryAt(openKey.value && ownerOf(openKey.value))?.title ?? pageTitle.value,
);
/** The title of the document, without the running timer. */
export const title = computed(() => `${heading.value} · Whendoist`);

/** @param {Place | Place["name"]} to */
export function go(to) {
  const next = typeof to === "string" ? /** @type {Place} */ ({ name: to }) : to;
  batch(() => {
    openKey.value = null;
    show(next);
  });
}

/** @param {Place} to */
function show(to) {
  const before = place.peek();
  if (pathOf(to) !== pathOf(before)) place.value = to;
  if (to.date) day.value = to.date;
  else if (to.name === "today" && before.name !== "today") day.value = today.peek();
  if (to.name === "week") view.value = "week";
  else if ((to.name === "today" || before.name === "week") && view.peek() === "week")
    view.value = "day";
  pane.value = to.name === "week" ? "calendar" : "list";
}

/**
 * An entry of the browser's history. `pushed` tells that the panel was opened from the entry before.
 * @typedef {{page: string, open: string | null, pushed?: boolean}} Step
 */

/** How far from its date in the rule a moved day is looked for. */
const MOVED_DAYS = 60;

/** @type {Step} */
let current = { page: "/", open: null };
/** Whether the browser is on its way to another entry. */
let leaving = false;

/** Return the address of an open entry; an event has none. @param {string} key */
export function addressOf(key) {
  const entry = entryAt(ownerOf(key));
  if (!entry || entry.kind === "event") return undefined;
  const path = `/tasks/${entry.task.id}/`;
  if (!entry.instance) return path;
  const { recurrence_id, recurrence_time } = entry.instance;
  const time = recurrence_time ? `&time=${recurrence_time.slice(0, 5)}` : "";
  return `${path}?day=${recurrence_id}${time}`;
}

/** Bring the browser's history in line with the page. @param {string} page @param {string | null} open */
function record(page, open) {
  if (leaving || (page === current.page && open === current.open)) return;
  if (!open && current.pushed && page === current.page) {
    leaving = true;
    return history.back();
  }
  const replaces = page === current.page && current.open !== null;
  const pushed = open !== null && (replaces ? Boolean(current.pushed) : true);
  current = { page, open, pushed };
  const address = (open && addressOf(open)) || page;
  if (replaces) history.replaceState(current, "", address);
  else history.pushState(current, "", address);
}

/**
 * Return the key of the entry that the address names: null without a task, "" for a day of a series
 * that is not loaded yet. It must not open its series instead, where editing changes every day.
 */
function keyAtAddress() {
  const task = Number(/^\/tasks\/(\d+)\/$/.exec(location.pathname)?.[1]);
  if (!task) return null;
  const date = new URLSearchParams(location.search).get("day");
  if (date) {
    const key = dayAtAddress(task, date);
    if (!key) openDay(task, date);
    return key;
  }
  if (!entries.peek().has(`t${task}`)) loadTask(`t${task}`, `/tasks/${task}`);
  return `t${task}`;
}

/** @param {number} task @param {string} date by the rule of the series */
function dayAtAddress(task, date) {
  const time = new URLSearchParams(location.search).get("time") ?? "";
  const entry = [...entries.peek().values()].find(
    ({ task: { id }, instance }) =>
      id === task &&
      instance?.recurrence_id === date &&
      (instance.recurrence_time ?? "").startsWith(time),
  );
  return entry?.key ?? "";
}

/** Load a day outside of the loaded ones and open it. @param {number} task @param {string} date */
async function openDay(task, date) {
  const { href } = location;
  let key = "";
  try {
    if (!entries.peek().has(`t${task}`)) merge({ tasks: [await send("GET", `/tasks/${task}`)] });
    // The day may have been moved from its date in the rule.
    for (let margin = 0; !key && margin <= MOVED_DAYS; margin += MOVED_DAYS) {
      await loadDays(task, addDays(date, -margin), addDays(date, margin));
      key = dayAtAddress(task, date);
    }
  } catch (error) {
    return notify(/** @type {Error} */ (error).message);
  }
  if (href !== location.href) return; // the person has opened something else
  current = { ...current, open: key || null };
  openKey.value = current.open;
  if (key) return;
  history.replaceState(current, "", current.page);
  notify(t("This day of the series no longer exists."));
}

/** @param {number} task @param {string} first @param {string} last */
async function loadDays(task, first, last) {
  /** @type {Instance[]} */
  const rows = await send("GET", `/instances?${new URLSearchParams({ first, last })}`);
  merge({ instances: rows.filter(({ task_id }) => task_id === task) });
}

/** Load a task that the page starts without, such as an archived one. @param {string} key @param {string} path */
async function loadTask(key, path) {
  try {
    merge({ tasks: [await send("GET", path)] });
  } catch {
    if (openKey.peek() === key) openKey.value = null;
  }
}

/** Show the page and the panel of the current entry of the history. */
function restore() {
  const open = keyAtAddress();
  const state = /** @type {Step | null} */ (history.state);
  const page = state?.page ?? (open === null ? location.pathname : "/all/");
  current = { page, open: (open ?? state?.open) || null, pushed: state?.pushed };
  batch(() => {
    openKey.value = current.open;
    if (page !== pathOf(place.peek())) show(placeAt(page) ?? { name: "today" });
  });
}

/** Follow the address, and let it follow the page. */
export function startRouting() {
  addEventListener("popstate", () => {
    if (!leaving) return restore();
    leaving = false;
    current = history.state ?? { page: location.pathname, open: null };
    record(pathOf(place.peek()), openKey.peek());
  });
  restore();
  effect(() => record(pathOf(place.value), openKey.value));
}
