/** Pure: a proposal of the planner as changes, calendar entries and an overlay. */
import { minutesOf } from "#wd/core/time.js";
import { inOrder } from "#wd/tasks/model/entry.js";
import { startOnDay } from "#wd/tasks/model/night.js";

/** @typedef {Chunk & {key: string, was: Chunk | null, late_minutes?: number}} Part */
/**
 * The change of one task, with all its chunks.
 * @typedef {{key: string, title: string, state: "added" | "moved" | "removed", parts: Part[]}} Change
 */

/** The key of the task or instance that a block belongs to. @param {string} key */
export const ownerOf = (key) => key.split(".")[0];

/** @param {Proposal} proposal @returns {Change[]} */
export function changesOf({ blocks, removed }) {
  /** @type {Map<string, Change>} */
  const changes = new Map();
  const removals = removed.map((block) => ({ ...block, ...block.was, state: "removed" }));
  for (const { title, state, ...part } of [...blocks, ...removals]) {
    if (state === "kept") continue;
    const key = ownerOf(part.key);
    const change = changes.get(key) ?? /** @type {Change} */ ({ key, title, state, parts: [] });
    // With some chunks added and others removed, the task is moved.
    if (change.state !== state) change.state = "moved";
    change.parts.push(part);
    changes.set(key, change);
  }
  return [...changes.values()];
}

/** Return a key for one slot of one task. @param {string} key @param {string | null} date @param {string | null} time */
export const slotKey = (key, date, time) => `${ownerOf(key)} ${date} ${time?.slice(0, 5)}`;

/**
 * Return the slots that the proposal empties.
 * @param {Change[]} changes @param {Set<string>} rejected keys of changes
 */
export const vacatedSlotsOf = (changes, rejected) =>
  new Set(
    changes
      .filter(({ key }) => !rejected.has(key))
      .flatMap(({ key, parts }) =>
        parts.map(({ was }) => (was ? slotKey(key, was.date, was.time) : "")),
      ),
  );

/**
 * Return the proposed blocks as entries for the calendar.
 * @param {Proposal} proposal @param {Map<string, Entry>} entries
 * @returns {(Entry & {block: PlanBlock})[]}
 */
export const ghostsOf = ({ blocks }, entries) =>
  blocks
    .filter(({ state, key }) => state !== "kept" && entries.has(ownerOf(key)))
    .map((block) => ({
      .../** @type {Entry} */ (entries.get(ownerOf(block.key))),
      // The task's current block is rendered beside it.
      key: `${block.key}.new`,
      date: block.date,
      start: startOnDay(minutesOf(block.time), entries.get(ownerOf(block.key))?.nightEnd ?? 0),
      minutes: block.minutes,
      chunk: 0,
      block,
    }));

/**
 * Return the fields of a task scheduled in these chunks.
 * @param {Chunk[]} chunks @param {boolean} isPart whether they leave some of its duration
 */
export function fieldsAt(chunks, isPart) {
  const [{ date, time }] = inOrder(chunks);
  const own = chunks.length > 1 || isPart ? inOrder(chunks) : [];
  return { scheduled_date: date, scheduled_time: time, chunks: own };
}

/**
 * Return the overlay that shows the accepted part of a proposal.
 * @param {Proposal} proposal @param {Set<string>} accepted keys of changes
 * @returns {import("#wd/tasks/state/server.js").Overlay}
 */
export function overlayOfProposal({ blocks, partial }, accepted) {
  const parts = new Set(partial.map(({ key }) => key));
  const tasks = new Map();
  const instances = new Map();
  for (const owner of accepted) {
    const own = blocks.filter(({ key }) => ownerOf(key) === owner);
    if (!own.length) continue;
    const [{ task_id, instance_id, date: scheduled_date, time: scheduled_time }] = own;
    const chunks = own.map(({ date, time, minutes }) => ({ date, time, minutes }));
    if (instance_id === null) tasks.set(task_id, fieldsAt(chunks, parts.has(owner)));
    else instances.set(instance_id, { scheduled_date, scheduled_time });
  }
  return { tasks, instances };
}
