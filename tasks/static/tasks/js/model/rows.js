/** Pure: the rows of the list, flat and in order. */
import { t } from "#wd/core/i18n.js";
import { fits } from "#wd/tasks/model/energy.js";
import { isOpen } from "#wd/tasks/model/entry.js";
import { byDay, sorted } from "#wd/tasks/model/sorting.js";
import { childrenOf, factsOf } from "#wd/tasks/model/tree.js";

/**
 * @typedef {object} RowQuery
 * @property {Map<string, Entry>} entries
 * @property {Map<number, Task>} tasks
 * @property {Domain[]} domains
 * @property {string} today
 * @property {Sort} sort
 * @property {Energy} energy
 * @property {number | null} domainFilter the only domain to show
 * @property {Set<string>} folded keys of folded groups and parents
 * @property {Set<string>} sticky keys of entries just completed or skipped, which stay in place
 * @property {(entry: Entry) => string | null} finishedOn returns the day of completion
 * @property {string} [finishedSince] the first day whose completed entries are listed
 */

/** @param {RowQuery} query @returns {Row[]} */
export function buildRows(query) {
  const list = new ListBuilder(query);
  const { domains, domainFilter } = query;
  list.assignSections();
  const visible = domains.filter(
    ({ archived, id }) => !archived && (!domainFilter || domainFilter === id),
  );
  list.flat("earlier", t("From earlier"), list.entriesIn("earlier").sort(byDay));
  for (const domain of visible) list.tree(domain);
  if (!domainFilter) list.tree(null);
  list.flat("scheduled", t("Scheduled"), list.entriesIn("scheduled").sort(byDay));
  list.flat("completed", t("Completed"), list.entriesIn("completed").sort(lastFirst));
  return list.rows;
}

/**
 * Return the number of open tasks of each domain, as its heading among all tasks shows it: without
 * those that are scheduled for later or from earlier, which have their own sections there.
 * @param {RowQuery} query
 */
export function openByDomain(query) {
  const list = new ListBuilder({ ...query, domainFilter: null });
  list.assignSections();
  const open = (/** @type {number} */ id) => list.openLeaves(list.entriesIn(`domain${id}`)).length;
  return new Map(query.domains.map(({ id }) => [id, open(id)]));
}

/** Compare by completion. @param {Entry} a @param {Entry} b */
export const lastFirst = (a, b) => completedAt(b).localeCompare(completedAt(a)) || b.id - a.id;
/** @param {Entry} entry */
const completedAt = (entry) => (entry.instance ?? entry.task).completed_at ?? "";

export class ListBuilder {
  /** @param {RowQuery} query */
  constructor(query) {
    this.query = query;
    this.children = childrenOf(query.tasks);
    this.facts = factsOf(query.tasks, this.children);
    this.instances = instancesByTask(query.entries);
    /** @type {Row[]} */
    this.rows = [];
    /** Sections that are collapsed until someone expands them. @type {Set<string>} */
    this.collapsed = new Set();
    /** @type {Map<string, Entry[]>} */
    this.sections = new Map();
  }

  /** @param {string} section */
  entriesIn(section) {
    return this.sections.get(section) ?? [];
  }

  /** Assign every root, and every instance of a root series, to its section. */
  assignSections() {
    for (const root of this.children.get(null) ?? []) {
      const entries = root.series ? this.instancesOf(root) : [this.entryOf(root)];
      for (const entry of entries) this.put(entry);
    }
    for (const task of this.query.tasks.values()) {
      if (!task.series || task.parent_id === null) continue;
      for (const entry of this.earlierOf(task)) this.put(entry);
    }
  }

  /** @param {Entry} entry */
  put(entry) {
    const section = this.sectionOf(entry);
    if (!section) return;
    const list = this.sections.get(section);
    if (list) list.push(entry);
    else this.sections.set(section, [entry]);
  }

  /** @param {Entry} entry @returns {string | null} */
  sectionOf(entry) {
    const { today, sticky, domainFilter } = this.query;
    const { status, date, domain_id, kind, key } = entry;
    if (domainFilter && domain_id !== domainFilter) return null;
    if (status === "archived") return null;
    if (status !== "pending" && !sticky.has(key))
      return status === "completed" && this.isRecent(entry) ? "completed" : null;
    if (kind === "instance" && date !== null && date < today) return "earlier";
    if (date !== null && date > today) return "scheduled";
    if (domain_id === null && date === null) return null;
    return `domain${domain_id ?? ""}`;
  }

  /** Whether it was completed lately: the days of the calendar load older ones too. @param {Entry} entry */
  isRecent(entry) {
    const { finishedSince = "", finishedOn } = this.query;
    return (finishedOn(entry) ?? "") >= finishedSince;
  }

  /** Return today's and earlier instances, and the next one if today has none. @param {Task} task */
  instancesOf(task) {
    const { today, sticky } = this.query;
    const all = this.instances.get(task.id) ?? [];
    const due = all.filter(({ date }) => date !== null && date <= today);
    const upcoming = all.filter(({ date, key, status }) => {
      return date !== null && date > today && (status === "pending" || sticky.has(key));
    });
    return due.some(({ date }) => date === today) ? due : [...due, ...upcoming.slice(0, 1)];
  }

  /** @param {Task} task */
  earlierOf(task) {
    const { today } = this.query;
    const all = this.instances.get(task.id) ?? [];
    return all.filter((entry) => isOpen(entry) && entry.date !== null && entry.date < today);
  }

  /** @param {Task} task */
  entryOf(task) {
    return /** @type {Entry} */ (this.query.entries.get(`t${task.id}`));
  }

  /**
   * Return the entries of a subtask: itself, or today's instances if it repeats.
   * @param {Task} task
   */
  entriesOfSubtask(task) {
    if (!task.series) return [this.entryOf(task)];
    const { today } = this.query;
    return (this.instances.get(task.id) ?? []).filter(({ date }) => date === today);
  }

  /** @param {Entry} entry @returns {boolean} */
  isVisible(entry) {
    const { energy, sticky } = this.query;
    if (entry.status === "archived" || (entry.status === "skipped" && !sticky.has(entry.key))) {
      return false;
    }
    return fits(entry, energy) || this.below(entry).some((child) => this.isVisible(child));
  }

  /** @param {Entry} entry @returns {Entry[]} */
  below(entry) {
    return (this.children.get(entry.task.id) ?? []).flatMap((task) => this.entriesOfSubtask(task));
  }

  /**
   * An instance has its own duration; a task sums up its subtasks.
   * @param {Entry} entry
   * @returns {Facts}
   */
  factsOf(entry) {
    const facts = /** @type {Facts} */ (this.facts.get(entry.task.id));
    return facts.leaf && entry.kind === "instance"
      ? { ...facts, minutes: entry.duration ?? 0 }
      : facts;
  }

  /** @param {Entry[]} entries */
  inOrder(entries) {
    const items = entries
      .filter((entry) => this.isVisible(entry))
      .map((entry) => ({ entry, facts: this.factsOf(entry) }));
    return sorted(items, this.query.sort, this.query.sticky);
  }

  /**
   * Return the open leaves of entries, which a group counts.
   * @param {Entry[]} entries
   * @returns {Entry[]}
   */
  openLeaves(entries) {
    return entries.flatMap((entry) => {
      const below = this.below(entry);
      if (below.length) return this.openLeaves(below);
      return isOpen(entry) && fits(entry, this.query.energy) ? [entry] : [];
    });
  }

  /**
   * Add a domain with its tasks as a tree; empty domains are listed too.
   * @param {Domain | null} domain
   */
  tree(domain) {
    const entries = this.entriesIn(`domain${domain?.id ?? ""}`);
    if (!domain && !entries.length) return;
    const section = domain ? "domain" : "loose";
    const key = domain ? `d${domain.id}` : "loose";
    const open = this.group(section, key, domain?.name ?? t("No domain"), domain, entries);
    if (open) for (const { entry } of this.inOrder(entries)) this.push(entry, 1, domain, section);
  }

  /**
   * @param {GroupRow["section"]} section @param {string} key @param {string} name
   * @param {Domain | null} domain @param {Entry[]} entries
   * @returns {boolean} whether the group is expanded
   */
  group(section, key, name, domain, entries) {
    const leaves = section === "completed" ? entries : this.openLeaves(entries);
    const folded = this.query.folded.has(key) !== this.collapsed.has(section);
    const minutes = leaves.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
    this.rows.push({
      kind: "group",
      key,
      name,
      domain,
      section,
      count: leaves.length,
      minutes,
      folded,
    });
    return !folded;
  }

  /**
   * @param {Entry} entry @param {number} depth @param {Domain | null} domain
   * @param {GroupRow["section"]} section
   */
  push(entry, depth, domain, section) {
    const below = this.inOrder(this.below(entry));
    const folded = this.query.folded.has(entry.key);
    const facts = this.factsOf(entry);
    const parent = below.length > 0;
    this.rows.push({
      kind: "item",
      key: entry.key,
      entry,
      depth,
      facts,
      parent,
      folded,
      domain,
      section,
    });
    if (folded) return;
    for (const child of below) this.push(child.entry, depth + 1, domain, section);
  }

  /**
   * Add a section over all domains.
   * @param {GroupRow["section"]} section @param {string} name @param {Entry[]} entries
   */
  flat(section, name, entries, key = /** @type {string} */ (section)) {
    const visible =
      section === "completed" ? entries : entries.filter((entry) => this.isVisible(entry));
    if (!visible.length || !this.group(section, key, name, null, visible)) return;
    const domains = new Map(this.query.domains.map((domain) => [domain.id, domain]));
    for (const entry of visible) {
      const domain = domains.get(entry.domain_id ?? 0) ?? null;
      this.push(entry, 1, domain, section);
    }
  }
}

/** @param {Map<string, Entry>} entries */
function instancesByTask(entries) {
  /** @type {Map<number, Entry[]>} */
  const byTask = new Map();
  for (const entry of entries.values()) {
    if (entry.kind !== "instance") continue;
    const list = byTask.get(entry.task.id);
    if (list) list.push(entry);
    else byTask.set(entry.task.id, [entry]);
  }
  for (const list of byTask.values()) list.sort(byDay);
  return byTask;
}
