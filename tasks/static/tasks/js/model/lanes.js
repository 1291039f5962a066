/** Pure: overlapping segments of one day, side by side, so that none is hidden. */

/**
 * A lane as a share of the day's width.
 * @typedef {{column: number, columns: number, wide: number}} Lane
 */

const SHORTEST = 15;

/** @param {Segment[]} segments in order of their start @returns {Map<string, Lane>} by key */
export function lanes(segments) {
  /** @type {Map<string, Lane>} */
  const placed = new Map();
  /** @type {{key: string, start: number, end: number}[]} */
  let cluster = [];
  let edge = 0;
  for (const { key, start, end } of segments) {
    if (start >= edge) {
      place(cluster, placed);
      cluster = [];
      edge = 0;
    }
    const drawnEnd = Math.max(end, start + SHORTEST);
    cluster.push({ key, start, end: drawnEnd });
    edge = Math.max(edge, drawnEnd);
  }
  place(cluster, placed);
  return placed;
}

/**
 * Segments that touch one another share columns.
 * @param {{key: string, start: number, end: number}[]} cluster @param {Map<string, Lane>} placed
 */
function place(cluster, placed) {
  /** @type {number[]} where each column is free again */
  const columns = [];
  for (const { key, start, end } of cluster) {
    let column = columns.findIndex((free) => free <= start);
    if (column < 0) column = columns.push(0) - 1;
    columns[column] = end;
    placed.set(key, { column, columns: 0, wide: 1 });
  }
  for (const segment of cluster) widen(segment, cluster, columns.length, placed);
}

/** Let a segment grow to the right while nothing is there.
 * @param {{key: string, start: number, end: number}} segment
 * @param {{key: string, start: number, end: number}[]} cluster
 * @param {number} columns @param {Map<string, Lane>} placed */
function widen(segment, cluster, columns, placed) {
  const lane = /** @type {Lane} */ (placed.get(segment.key));
  const beside = cluster.filter((other) => other.start < segment.end && other.end > segment.start);
  const taken = new Set(beside.map(({ key }) => placed.get(key)?.column));
  lane.columns = columns;
  while (lane.column + lane.wide < columns && !taken.has(lane.column + lane.wide)) lane.wide++;
}
