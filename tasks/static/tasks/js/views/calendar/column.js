/** A day of the hour grid. */
import { hue } from "#wd/core/colour.js";
import { DAY, longDay, span, timeOf } from "#wd/core/time.js";
import { classes, html } from "#wd/core/ui.js";
import { drag } from "#wd/tasks/drag/state.js";
import { byStart, segmentsOn } from "#wd/tasks/model/calendar.js";
import { lanes } from "#wd/tasks/model/lanes.js";
import { ownerOf, slotKey } from "#wd/tasks/model/plan.js";
import { nameOf, rangeLabel } from "#wd/tasks/model/wording.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { colourOf, days, hoursOf, twelve } from "#wd/tasks/state/derived.js";
import { hourCursor } from "#wd/tasks/state/hour-cursor.js";
import { ghosts, rejected, vacated } from "#wd/tasks/state/plan.js";
import { leastMinutes } from "#wd/tasks/state/screen.js";
import { addingAt } from "#wd/tasks/views/calendar/adding.js";
import { Block } from "#wd/tasks/views/calendar/block.js";
import { NewBlock, newBlock } from "#wd/tasks/views/calendar/newblock.js";
import { Ghost } from "#wd/tasks/views/plan/lazy-plan.js";

/** @typedef {import("#wd/tasks/state/hour-cursor.js").Range} Range */

/**
 * @param {{date: string, first: string | undefined}} props first: the key of the block with the tab
 * stop
 */
export function Column({ date, first }) {
  const segments = segmentsOn(days.value, date);
  const proposed = segmentsOn(ghosts.value, date);
  const outcome = [...segments.filter(stays), ...proposed.filter(isAccepted)].sort(byStart);
  const placed = lanes(outcome, leastMinutes.value);
  const isSeen = (/** @type {Segment} */ segment) =>
    stays(segment) || isUncovered(segment, outcome);
  const isClear = (/** @type {Segment} */ segment) =>
    isAccepted(segment) || isUncovered(segment, outcome);
  const laneOf = (/** @type {Segment} */ { key }) => placed.get(key) ?? FULL_WIDTH;
  const isNow = date === nowDate.value;
  return html`<div class=${classes("column", isNow && "today")} data-column=${date} role="group"
    aria-label=${longDay(date)} ...${addingAt(date)}>
    <${OffHours} date=${date} />
    ${isNow && html`<div class="gone" style=${{ "--e": now.value }}></div>`}
    ${segments.filter(isSeen).map(
      (segment) => html`<${Block} key=${segment.key} segment=${segment} date=${date}
        lane=${laneOf(segment)} first=${segment.entry.key === first} vacated=${!stays(segment)} />`,
    )}
    ${proposed.filter(isClear).map(
      (segment) => html`<${Ghost} key=${segment.key} segment=${segment}
        lane=${laneOf(segment)} />`,
    )}
    <${Preview} date=${date} />
    ${
      isNow &&
      html`<div class="now-line" style=${{ "--s": now.value }}></div>
      <i class="now-dot" style=${{ "--s": now.value }}></i>`
    }
    ${hourCursor.value?.date === date && html`<${HourCursor} />`}
    ${newBlock.value?.date === date && html`<${NewBlock} />`}
  </div>`;
}

const HourCursor = () => {
  const { start, end } = /** @type {Range} */ (hourCursor.value);
  return html`<div class="hour-cursor" style=${{ "--s": start, "--e": end }}></div>`;
};

/** The lane of blocks that the outcome does not contain: behind the others. */
const FULL_WIDTH = { column: 0, columns: 1, width: 1 };

/** @param {Segment} segment */
const stays = ({ entry }) =>
  !vacated.value.has(slotKey(entry.key, entry.date, timeOf(entry.start)));

/** Whether no block of the outcome is at an emptied slot, which would show behind it.
 * @param {Segment} slot @param {Segment[]} outcome */
function isUncovered(slot, outcome) {
  const endOf = (/** @type {Segment} */ { start, end }) =>
    Math.max(end, start + leastMinutes.value);
  return !outcome.some((other) => other.start < endOf(slot) && endOf(other) > slot.start);
}

/** @param {Segment} segment */
const isAccepted = ({ entry }) => !rejected.value.has(ownerOf(entry.key));

/** Hours outside the working hours, a shade darker. @param {{date: string}} props */
function OffHours({ date }) {
  const ranges = hoursOf(date);
  const starts = [0, ...ranges.map(([, end]) => end)];
  const ends = [...ranges.map(([start]) => start), DAY];
  return starts.map((start, i) =>
    ends[i] > start
      ? html`<i class="off-hours" key=${start} style=${{ "--s": start, "--e": ends[i] }}></i>`
      : null,
  );
}

/** The preview of a drag at its drop position. @param {{date: string}} props */
function Preview({ date }) {
  const current = drag.value;
  const spot = current?.spot;
  if (!current || !spot || spot.date !== date || spot.start === null || spot.end === null)
    return null;
  const range = current.kind === "range";
  const name = range ? span(spot.end - spot.start) : nameOf(current.entries);
  const colour = range ? "#3553c8" : colourOf(current.entries[0]);
  return html`<div class=${`preview hue ${current.kind}`}
    style=${{ ...hue(colour), "--s": spot.start, "--e": Math.min(spot.end, DAY) }}>
    <b>${name}</b><span>${rangeLabel(spot.start, spot.end, twelve.value)}</span>
  </div>`;
}
