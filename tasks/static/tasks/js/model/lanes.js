/** Pure: places overlapping segments of a day side by side, so that none is hidden. */

/**
 * A lane as a share of the day's width.
 * @typedef {{column: number, columns: number, width: number}} Lane
 */

/**
 * @param {Segment[]} segments in order of their start @param {number} least minutes that each covers
 * @returns {Map<string, Lane>} by key
 */
export function lanes(segments, least = 15) {
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
    const visibleEnd = Math.max(end, start + least);
    cluster.push({ key, start, end: visibleEnd });
    edge = Math.max(edge, visibleEnd);
  }
  place(cluster, placed);
  return placed;
}

/**
 * Overlapping segments share the columns of their cluster.
 * @param {{key: string, start: number, end: number}[]} cluster @param {Map<string, Lane>} placed
 */
function place(cluster, placed) {
  /** @type {number[]} the end of the last segment in each column */
  const columns = [];
  for (const { key, start, end } of cluster) {
    let column = columns.findIndex((free) => free <= start);
    if (column < 0) column = columns.push(0) - 1;
    columns[column] = end;
    placed.set(key, { column, columns: 0, width: 1 });
  }
  for (const segment of cluster) widen(segment, cluster, columns.length, placed);
}

/** Widen a segment to the right over columns that are free during it.
 * @param {{key: string, start: number, end: number}} segment
 * @param {{key: string, start: number, end: number}[]} cluster
 * @param {number} columns @param {Map<string, Lane>} placed */
function widen(segment, cluster, columns, placed) {
  const lane = /** @type {Lane} */ (placed.get(segment.key));
  const beside = cluster.filter((other) => other.start < segment.end && other.end > segment.start);
  const occupied = new Set(beside.map(({ key }) => placed.get(key)?.column));
  lane.columns = columns;
  while (lane.column + lane.width < columns && !occupied.has(lane.column + lane.width))
    lane.width++;
}
