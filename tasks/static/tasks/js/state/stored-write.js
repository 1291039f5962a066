/** What a stored write contains, and what the server's response means for it and for later ones. */
import { Problem } from "#wd/core/api.js";

/** @typedef {import("#wd/core/outbox.js").PendingWrite} PendingWrite */

/** Statuses that reject the write itself; other statuses are temporary. */
const REJECTIONS = [400, 404, 405, 413, 415, 422];
/** After so many server errors the server can't save this write; others wait for it. */
const MAX_ERRORS = 5;

/** Return the keys of the entries that a write changes. @param {PendingWrite["overlay"]} overlay */
export const entryKeys = ({ tasks = new Map(), instances = new Map() } = {}) => [
  ...[...tasks.keys()].map((id) => `t${id}`),
  ...[...instances.keys()].map((id) => `i${id}`),
];

/** A conflict contains the current row. @param {PendingWrite} write @param {any} error */
export const isRejection = ({ path, errors = 0 }, error) =>
  error instanceof Problem &&
  (REJECTIONS.includes(error.status) ||
    Boolean(error.current) ||
    (error.status === 409 && path === "/activity/undo") ||
    errors >= MAX_ERRORS);

/** Return the text that the person typed. @param {PendingWrite["line"]} line @returns {string | undefined} */
export const textOf = (line) =>
  line.text ?? line.title ?? line.own_title ?? line.description ?? line.own_description;

/**
 * Let later writes to the same rows build on a sent one, also when a reload comes first: otherwise
 * they would conflict with it. Changes of others stay a conflict.
 * @param {PendingWrite} write @param {PendingWrite[]} writes @param {Patch} patch
 */
export function rebased({ key, overlay = {} }, writes, patch) {
  return writes.filter((next) => {
    const [, kind, id] = (next.path ?? "").split("/");
    const base = next.version ?? next.line.version;
    if (next.key === key || base === undefined || (kind !== "tasks" && kind !== "instances"))
      return false;
    const row = patch[kind]?.find((other) => other.id === Number(id));
    const ours = { version: 0, amends: "", ...overlay[kind]?.get(Number(id)) };
    if (!row || (row.version !== base + 1 && !Object.keys(next.line).every((name) => name in ours)))
      return false;
    next.version = row.version;
    return true;
  });
}
