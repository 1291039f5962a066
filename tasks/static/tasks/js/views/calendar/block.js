/** A block on the hour grid: a card for tasks, a tinted area for events. */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { clock, DAY } from "#wd/core/time.js";
import { classes, html, Icon } from "#wd/core/ui.js";
import { dragBlock } from "#wd/tasks/drag/block.js";
import { drag } from "#wd/tasks/drag/state.js";
import { isFaint, isPromise, progressOf } from "#wd/tasks/model/entry.js";
import { ownerOf } from "#wd/tasks/model/plan.js";
import { KINDS, rangeLabel, spokenRange, toggleLabel } from "#wd/tasks/model/wording.js";
import { toggleDone } from "#wd/tasks/state/actions.js";
import { now, date as nowDate } from "#wd/tasks/state/clock.js";
import { colourOf, twelve } from "#wd/tasks/state/derived.js";
import { waitingKeys } from "#wd/tasks/state/outbox.js";
import {
  clearSelection,
  cursor,
  dialog,
  hourHeight,
  openActions,
  openEntry,
  pointOf,
} from "#wd/tasks/state/page.js";
import { LEAST_RESIZED, leastHeight, leastResized } from "#wd/tasks/state/screen.js";
import { blockKeys } from "#wd/tasks/views/calendar/keys.js";

/** @typedef {import("#wd/tasks/model/lanes.js").Lane} Lane */

/** @param {Segment} segment */
const pixelsOf = ({ start, end }) =>
  Math.max(((end - start) / 60) * hourHeight.value, leastHeight.value);

/** @param {Segment} segment */
export function sizeOf(segment) {
  const pixels = pixelsOf(segment);
  return pixels < 22 ? "xs" : pixels < 40 ? "sm" : pixels < 58 ? "lg" : "lg tall";
}

/** @param {Segment} segment @param {Lane} lane */
export const placeIn = ({ start, end }, lane) => ({
  "--s": start,
  "--e": end,
  left: `${(lane.column / lane.columns) * 100}%`,
  width: `calc(${(lane.width / lane.columns) * 100}% - 3px)`,
});

/** @param {Segment} segment @param {string} date */
const isPast = ({ end }, date) =>
  date < nowDate.value || (date === nowDate.value && end <= now.value);

/** @param {Segment} segment @param {boolean} planned */
const spokenLabel = (segment, planned) => {
  const block = blockLabel(segment);
  return planned ? t("{block}, planned", { block }) : block;
};

/** "95 of 180 min" for a block of a task that isn't planned as a whole, else nothing. @param {Entry} entry */
const partLabel = ({ task, chunk, minutes }) =>
  chunk !== undefined && progressOf(task).left
    ? t("{minutes} of {total} min", { minutes, total: task.duration ?? 0 })
    : "";

/** @param {Segment} segment */
const blockLabel = ({ entry }) => {
  const { title, kind, status, start, minutes } = entry;
  const from = start ?? 0;
  const part = partLabel(entry);
  const values = {
    title: part ? t("{title}, {part}", { title, part }) : title,
    time: spokenRange(from, from + minutes, twelve.value),
    kind: KINDS[kind],
  };
  return status === "pending"
    ? t("{title}, {time}, {kind}", values)
    : t("{title}, {time}, {kind}, done", values);
};

/**
 * @param {{segment: Segment, date: string, lane: Lane, first: boolean, vacated: boolean}} props vacated:
 * whether the proposal would move it away
 */
export function Block({ segment, date, lane, first, vacated }) {
  const { entry, start, end, before, after } = segment;
  const event = entry.kind === "event";
  const lifted = drag.value?.kind === "block" && drag.value.entries[0].key === entry.key;
  const size = sizeOf(segment);
  const planned = !event && !isPromise(entry);
  const label = spokenLabel(segment, planned);
  const part = partLabel(entry);
  const edges = !event && pixelsOf(segment) >= leastResized.value;
  return html`<div
    class=${classes("block hue", event ? "event" : "task", entry.free && "free", isFaint(entry) && "faint", size, entry.status !== "pending" && "done", isPast(segment, date) && "past", planned && "planned", lifted && "lifted", vacated && "leaving", before && "before", after && "after")}
    role="group"
    data-block=${entry.key}
    data-at=${`${date} ${String(start).padStart(4, "0")}`}
    tabindex=${first ? 0 : -1}
    aria-label=${vacated ? t("{block}, would move", { block: label }) : label}
    style=${{ ...hue(colourOf(entry)), ...placeIn(segment, lane) }}
    onKeyDown=${(/** @type {KeyboardEvent} */ key) => blockKeys(key, entry.key)}
    onFocus=${() => {
      cursor.value = entry.key;
    }}
    onPointerDown=${(/** @type {PointerEvent} */ press) => handlePress(press, entry, pixelsOf(segment))}
    onContextMenu=${(/** @type {PointerEvent} */ press) => openMenu(press, entry)}
    onClick=${(/** @type {MouseEvent} */ click) => openEntry(entry, /** @type {Element} */ (click.currentTarget))}
  >
    ${!event && html`<${BlockCheck} entry=${entry} />`}
    <div class="in">
      <span class="block-title">${entry.title}${part && html` <small>${part}</small>`}</span>
      <span class="block-when">
        ${size.startsWith("lg") ? rangeLabel(start, end % DAY || end, twelve.value) : clock(start, twelve.value)}</span>
    </div>
    ${waitingKeys.value.has(ownerOf(entry.key)) && html`<${Waiting} />`}
    ${entry.task?.series && html`<${Icon} name="repeat" size=${11} kind="block-mark" />`}
    ${!event && !planned && entry.status === "pending" && html`<${Icon} name="pin" size=${11} kind="block-mark pin" />`}
    ${edges && !before && html`<i class="edge top" data-edge="start"></i>`}
    ${edges && !after && html`<i class="edge bottom" data-edge="end"></i>`}
    ${!event && html`<${BlockActions} entry=${entry} />`}
  </div>`;
}

const Waiting = () =>
  html`<${Icon} name="wifi-off" size=${11} kind="block-mark" /><span class="sr">
    ${t("Waiting to be sent")}</span>`;

/** @param {PointerEvent} press @param {Entry} entry @param {number} pixels its height */
function handlePress(press, entry, pixels) {
  const target = /** @type {HTMLElement} */ (press.target);
  press.stopPropagation();
  if (target.closest("button") || entry.kind === "event") return;
  const resizes = press.pointerType !== "touch" || pixels >= LEAST_RESIZED.touch;
  dragBlock(press, entry, resizes ? target.dataset.edge : undefined);
}

/** Open the menu with the right button or Shift+F10. A finger drags, or opens it on release.
 * @param {PointerEvent} press @param {Entry} entry */
export function openMenu(press, entry) {
  if (entry.kind === "event") return;
  press.preventDefault();
  if (press.pointerType !== "touch") openActions(entry.key, { box: pointOf(press) });
}

/** The buttons that a pointer over the block shows; keys have the menu. @param {{entry: Entry}} props */
const BlockActions = ({ entry: { key, title } }) => html`<span class="block-acts">
  <${HoverButton} icon="calendar-plus" name=${t("Move {title} to…", { title })} hint=${t("Move to…")}
    run=${() => {
      clearSelection();
      cursor.value = key;
      dialog.value = "move";
    }} />
  <${HoverButton} icon="ellipsis" name=${t("More actions: {title}", { title })}
    hint=${t("More actions")} run=${() => openActions(key)} />
</span>`;

/** @param {{icon: string, name: string, hint: string, run: () => void}} props */
const HoverButton = ({ icon, name, hint, run }) => html`<button type="button" class="icon-button"
  tabindex="-1" title=${hint} aria-label=${name} onClick=${(/** @type {Event} */ event) => {
    event.stopPropagation();
    run();
  }}><${Icon} name=${icon} size=${14} /></button>`;

/** @param {{entry: Entry}} props */
export function BlockCheck({ entry }) {
  const done = entry.status !== "pending";
  const click = (/** @type {Event} */ event) => {
    event.stopPropagation();
    toggleDone(entry);
  };
  return html`<button
    type="button"
    class="check"
    tabindex="-1"
    aria-pressed=${String(done)}
    aria-label=${toggleLabel(done, entry.title)}
    onClick=${click}
  ></button>`;
}
