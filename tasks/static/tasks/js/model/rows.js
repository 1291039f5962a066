/** Pure: the rows of the list, flat and in order. The only place that knows what stands where. */
import { fits } from "#wd/tasks/model/energy.js";
import { isOpen } from "#wd/tasks/model/entry.js";
import { byDay, sorted } from "#wd/tasks/model/sorting.js";
import { childrenOf, factsOf } from "#wd/tasks/model/tree.js";

/**
 * @typedef {object} Question
 * @property {Map<string, Entry>} entries
 * @property {Map<number, Task>} tasks
 * @property {Domain[]} domains
 * @property {string} today
 * @property {Sort} sort
 * @property {Energy} energy
 * @property {number | null} only show one domain
 * @property {Set<string>} folded keys of folded groups and parents
 * @property {Set<string>} kept keys of what was just completed or skipped: they stay in place
 */

/** @param {Question} question @returns {Row[]} */
export function buildRows(question) {
  const list = new ListBuilder(question);
  const { domains, only } = question;
  const shown = domains.filter(({ archived, id }) => !archived && (!only || only === id));
  list.flat("earlier", "From earlier", list.where("earlier").sort(byDay));
  for (const domain of shown) list.tree(domain);
  if (!only) list.tree(null);
  list.flat("scheduled", "Scheduled", list.where("scheduled").sort(byDay));
  list.flat("completed", "Completed", list.where("completed").sort(lastFirst));
  return list.rows;
}

/** @param {Entry} a @param {Entry} b */
const lastFirst = (a, b) => completedAt(b).localeCompare(completedAt(a)) || b.id - a.id;
/** @param {Entry} entry */
const completedAt = (entry) => (entry.instance ?? entry.task).completed_at ?? "";

class ListBuilder {
  /** @param {Question} question */
  constructor(question) {
    this.question = question;
    this.children = childrenOf(question.tasks);
    this.facts = factsOf(question.tasks, this.children);
    this.instances = instancesByTask(question.entries);
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Map<string, Entry[]>} */
    this.sections = new Map();
    this.divide();
  }

  /** @param {string} section */
  where(section) {
    return this.sections.get(section) ?? [];
  }

  /** Put every root, and every instance of a root series, into its section. */
  divide() {
    for (const root of this.children.get(null) ?? []) {
      const found = root.series ? this.instancesOf(root) : [this.entryOf(root)];
      for (const entry of found) this.put(entry);
    }
    for (const task of this.question.tasks.values()) {
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
    const { today, kept, only } = this.question;
    const { status, date, domain_id, kind, key } = entry;
    if (only && domain_id !== only) return null;
    if (status === "archived") return null;
    if (status !== "pending" && !kept.has(key)) return status === "completed" ? "completed" : null;
    if (kind === "instance" && date !== null && date < today) return "earlier";
    if (date !== null && date > today) return "scheduled";
    if (domain_id === null && date === null) return null;
    return `domain${domain_id ?? ""}`;
  }

  /** Today's, those from earlier, and the next one when today has none. @param {Task} task */
  instancesOf(task) {
    const { today, kept } = this.question;
    const all = this.instances.get(task.id) ?? [];
    const due = all.filter(({ date }) => date !== null && date <= today);
    const later = all.filter(({ date, key, status }) => {
      return date !== null && date > today && (status === "pending" || kept.has(key));
    });
    return due.some(({ date }) => date === today) ? due : [...due, ...later.slice(0, 1)];
  }

  /** @param {Task} task */
  earlierOf(task) {
    const { today } = this.question;
    const all = this.instances.get(task.id) ?? [];
    return all.filter((entry) => isOpen(entry) && entry.date !== null && entry.date < today);
  }

  /** @param {Task} task */
  entryOf(task) {
    return /** @type {Entry} */ (this.question.entries.get(`t${task.id}`));
  }

  /**
   * Below a parent: a plain subtask, or today's instances of a repeating one.
   * @param {Task} task
   */
  standInsFor(task) {
    if (!task.series) return [this.entryOf(task)];
    const { today } = this.question;
    return (this.instances.get(task.id) ?? []).filter(({ date }) => date === today);
  }

  /** @param {Entry} entry @returns {boolean} */
  wanted(entry) {
    const { energy, kept } = this.question;
    if (entry.status === "archived" || (entry.status === "skipped" && !kept.has(entry.key))) {
      return false;
    }
    return fits(entry, energy) || this.below(entry).some((child) => this.wanted(child));
  }

  /** @param {Entry} entry @returns {Entry[]} */
  below(entry) {
    return (this.children.get(entry.task.id) ?? []).flatMap((task) => this.standInsFor(task));
  }

  /**
   * An instance has a length of its own; a task sums up its subtasks.
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
      .filter((entry) => this.wanted(entry))
      .map((entry) => ({ entry, facts: this.factsOf(entry) }));
    return sorted(items, this.question.sort, this.question.kept);
  }

  /**
   * Open leaves under some entries: what a group counts.
   * @param {Entry[]} entries
   * @returns {Entry[]}
   */
  openLeaves(entries) {
    return entries.flatMap((entry) => {
      const below = this.below(entry);
      if (below.length) return this.openLeaves(below);
      return isOpen(entry) && fits(entry, this.question.energy) ? [entry] : [];
    });
  }

  /**
   * A domain with its tasks as a tree; empty domains are listed too.
   * @param {Domain | null} domain
   */
  tree(domain) {
    const found = this.where(`domain${domain?.id ?? ""}`);
    if (!domain && !found.length) return;
    const section = domain ? "domain" : "loose";
    const key = domain ? `d${domain.id}` : "loose";
    const open = this.group(section, key, domain?.name ?? "No domain", domain, found);
    if (open) for (const { entry } of this.inOrder(found)) this.push(entry, 1, domain, section);
  }

  /**
   * @param {GroupRow["section"]} section @param {string} key @param {string} name
   * @param {Domain | null} domain @param {Entry[]} found
   * @returns {boolean} whether its rows are to be shown
   */
  group(section, key, name, domain, found) {
    const leaves = section === "completed" ? found : this.openLeaves(found);
    const folded = this.question.folded.has(key);
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
    const folded = this.question.folded.has(entry.key);
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
   * A section over all domains.
   * @param {GroupRow["section"]} section @param {string} name @param {Entry[]} found
   */
  flat(section, name, found) {
    const shown = section === "completed" ? found : found.filter((entry) => this.wanted(entry));
    if (!shown.length || !this.group(section, section, name, null, shown)) return;
    const domains = new Map(this.question.domains.map((domain) => [domain.id, domain]));
    for (const entry of shown) {
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
