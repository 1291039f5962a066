/** Where rows can be dropped besides the calendar: the list and the sidebar. */
import { t, tn } from "#wd/core/i18n.js";
import { rowHit, sidebarHit } from "#wd/tasks/drag/hit-test.js";
import { SORTED, SORTS } from "#wd/tasks/model/wording.js";
import { moveToDay } from "#wd/tasks/state/actions.js";
import { today } from "#wd/tasks/state/clock.js";
import { domainsById, isTree, rows, tasksOf } from "#wd/tasks/state/derived.js";
import { dropInList, moveToDomain, SINGLE_DAYS } from "#wd/tasks/state/ordering.js";
import { clearSelection, cursor, dialog, selected, sort } from "#wd/tasks/state/page.js";
import { placeAt } from "#wd/tasks/state/route.js";

/**
 * `row` is the place in the list to draw, `link` the entry of the sidebar; without `drop`, a drop
 * changes nothing and `hint` says why.
 * @typedef {{hint: string, drop?: () => unknown, row?: import("#wd/tasks/drag/state.js").RowSpot, link?: HTMLElement}}
 * Target
 */

/** @param {PointerEvent} at @param {Entry[]} entries @returns {Target | null} */
export function listTarget(at, entries) {
  const spot = rowHit(at);
  const row = spot && rows.peek().find(({ key }) => key === spot.key);
  if (!spot || row?.section !== "domain" || !row.domain) return null;
  if (row.kind === "group") return onHeader(row.domain, entries);
  if (!isTree.peek()) return null;
  const movable = sort.peek() === "manual" && entries.some(({ kind }) => kind === "task");
  if (movable) return { hint: "", row: spot, drop: () => dropInList(entries, spot) };
  return onSorted(row.domain, entries);
}

/** @param {Domain} domain @param {Entry[]} entries @returns {Target} */
const onHeader = (domain, entries) => ({
  hint: sort.peek() === "manual" ? "" : sortHint(domain, entries),
  row: { key: `d${domain.id}`, where: "inside" },
  drop: () => moveToDomain(tasksOf(entries), domain.id),
});

/** The list sorts itself: only the domain changes. @param {Domain} domain @param {Entry[]} entries @returns {Target} */
function onSorted(domain, entries) {
  if (entries.some(({ domain_id }) => domain_id !== domain.id)) return onHeader(domain, entries);
  if (sort.peek() === "manual") return { hint: SINGLE_DAYS };
  const values = { sorted: SORTED[sort.peek()], manual: SORTS.manual };
  return { hint: t("{sorted}. To change the order, sort by “{manual}”.", values) };
}

/** @param {Domain} domain @param {Entry[]} entries */
const sortHint = ({ name }, { length }) =>
  tn(
    "{sorted}: the task goes to {domain}, its place follows the sort",
    "{sorted}: the {count} tasks go to {domain}, their places follow the sort",
    length,
    { sorted: SORTED[sort.peek()], domain: name },
  );

/** @param {PointerEvent} at @param {Entry[]} entries @returns {Target | null} */
export function sidebarTarget(at, entries) {
  const link = sidebarHit(at);
  const place = link && placeAt(link.pathname);
  const target = place && PLACES[place.name]?.(entries, place.id);
  return target ? { ...target, link } : null;
}

/** @type {Partial<Record<Place["name"], (entries: Entry[], id?: number) => Target | null>>} */
const PLACES = {
  today: (entries) => ({
    hint: t("Move to today"),
    drop: () => moveToDay(entries, today.peek()),
  }),
  upcoming: (entries) => ({ hint: t("Choose a day"), drop: () => chooseDay(entries) }),
  thoughts: (entries) => inDomain(entries, null, t("Thoughts")),
  domain: (entries, id = 0) => inDomain(entries, id, domainsById.peek().get(id)?.name ?? ""),
};

/** @param {Entry[]} entries @param {number | null} id @param {string} domain @returns {Target} */
const inDomain = (entries, id, domain) => ({
  hint: t("Move to {domain}", { domain }),
  drop: () => moveToDomain(tasksOf(entries), id),
});

/** @param {Entry[]} entries */
function chooseDay([{ key }]) {
  if (!selected.peek().has(key)) clearSelection();
  cursor.value = key;
  dialog.value = "move";
}

/** @type {HTMLElement | undefined} */
let marked;

/** Highlight an entry of the sidebar. @param {HTMLElement | undefined} link */
export function mark(link) {
  if (link === marked) return;
  marked?.removeAttribute("data-drop");
  link?.setAttribute("data-drop", "");
  marked = link;
}
