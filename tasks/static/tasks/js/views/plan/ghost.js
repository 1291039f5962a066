/** A proposed block on the hour grid, with its current slot. */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { DAY } from "#wd/core/time.js";
import { classes, html, Icon } from "#wd/core/ui.js";
import { ownerOf } from "#wd/tasks/model/plan.js";
import { rangeLabel, spokenRange } from "#wd/tasks/model/wording.js";
import { colourOf, twelve } from "#wd/tasks/state/derived.js";
import { highlightedKey, rejected, toggle } from "#wd/tasks/state/plan.js";
import { placeIn, sizeOf } from "#wd/tasks/views/calendar/block.js";
import { explain } from "#wd/tasks/views/plan/explanation.js";
import { proposalKeys } from "#wd/tasks/views/plan/keys.js";
import { lateBy, wasAt } from "#wd/tasks/views/plan/wording.js";

/** @param {{segment: Segment, lane: import("#wd/tasks/model/lanes.js").Lane}} props */
export function Ghost({ segment, lane }) {
  const { start, end } = segment;
  const entry = /** @type {Entry & {block: PlanBlock}} */ (segment.entry);
  const { key, title, state, was, date, late_minutes: late } = entry.block;
  const owner = ownerOf(key);
  const on = !rejected.value.has(owner);
  const from = was && wasAt(was, date);
  const until = end % DAY || end;
  const range = rangeLabel(start, until, twelve.value);
  return html`<div
    class=${classes("block proposed hue", state, sizeOf(segment), !on && "off", highlightedKey.value === owner && "lit")}
    role="group"
    data-change=${key}
    tabindex="0"
    aria-label=${[
      title,
      spokenRange(start, until, twelve.value),
      from ? t("moved, {before}", { before: from }) : t("added"),
      late > 0 && lateBy(late),
      on ? t("accepted") : t("rejected"),
    ]
      .filter(Boolean)
      .join(", ")}
    style=${{ ...hue(colourOf(entry)), ...placeIn(segment, lane) }}
    onKeyDown=${proposalKeys}
    onPointerDown=${(/** @type {PointerEvent} */ press) => press.stopPropagation()}
    onFocus=${() => {
      highlightedKey.value = owner;
    }}
    onClick=${(/** @type {MouseEvent} */ event) => explain(key, /** @type {Element} */ (event.currentTarget))}
  >
    <button type="button" class="take" tabindex="-1" aria-pressed=${String(on)}
      aria-label=${t("Accept: {title}", { title })} onClick=${(/** @type {Event} */ event) => {
        event.stopPropagation();
        toggle(owner);
      }}><${Icon} name="check" size=${11} /></button>
    <div class="in">
      <span class="block-title">${title}</span>
      <span class="block-when">${range}${on && from && ` · ${from}`}</span>
    </div>
    <${Icon} name=${was ? "move" : "plus"} size=${12} kind="block-mark" />
  </div>`;
}
