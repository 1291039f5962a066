/** The area above the hours: entries without a time, and all-day events. */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { longDay } from "#wd/core/time.js";
import { classes, html } from "#wd/core/ui.js";
import { dragBlock } from "#wd/tasks/drag/block.js";
import { drag } from "#wd/tasks/drag/state.js";
import { allDayBars } from "#wd/tasks/model/calendar.js";
import { KINDS } from "#wd/tasks/model/wording.js";
import { colourOf, days, visibleDays } from "#wd/tasks/state/derived.js";
import { cursor, openEntry } from "#wd/tasks/state/page.js";
import { BlockCheck, openMenu } from "#wd/tasks/views/calendar/block.js";
import { blockKeys } from "#wd/tasks/views/calendar/keys.js";

export function Lanes() {
  const dates = visibleDays.value;
  const bars = allDayBars(days.value, dates);
  const spot = drag.value?.spot;
  return html`<div class="lanes">
    <span class="lane-name">${t("Any time")}</span>
    <div class="lane-days">
      ${dates.map(
        (date, i) => html`<div
          key=${date}
          class=${classes("lane", spot?.date === date && spot.start === null && "hot")}
          data-lane=${date}
          style=${{ gridColumn: i + 1 }}
        ></div>`,
      )}
      ${
        dates.length === 1
          ? html`<div class="lane-flow" role="group"
            aria-label=${t("Any time on {day}", { day: longDay(dates[0]) })}>${bars.map(({ entry }) => html`<${Tag} key=${entry.key} entry=${entry} />`)}</div>`
          : bars.map(
              ({ entry, column, span, row }) =>
                html`<${Tag} key=${entry.key} entry=${entry}
                  place=${{ gridColumn: `${column + 1} / span ${span}`, gridRow: row + 1 }} />`,
            )
      }
    </div>
  </div>`;
}

/** @param {{entry: Entry, place?: object}} props */
export function Tag({ entry, place = {} }) {
  const event = entry.kind === "event";
  const lifted = drag.value?.kind === "block" && drag.value.entries[0].key === entry.key;
  const press = (/** @type {PointerEvent} */ pointer) => {
    if (!event && !(/** @type {Element} */ (pointer.target).closest("button"))) {
      dragBlock(pointer, entry);
    }
  };
  return html`<div
    class=${classes("tag hue", event ? "event" : "task", entry.free && "free", entry.status !== "pending" && "done", lifted && "lifted")}
    role="group"
    aria-label=${t("{title}, any time, {kind}", { title: entry.title, kind: KINDS[entry.kind] })}
    data-block=${entry.key}
    data-at=${`${entry.date} `}
    tabindex="-1"
    style=${{ ...hue(colourOf(entry)), ...place }}
    onPointerDown=${press}
    onContextMenu=${(/** @type {PointerEvent} */ pointer) => openMenu(pointer, entry)}
    onKeyDown=${(/** @type {KeyboardEvent} */ key) => blockKeys(key, entry.key)}
    onFocus=${() => {
      cursor.value = entry.key;
    }}
    onClick=${(/** @type {MouseEvent} */ click) => openEntry(entry, /** @type {Element} */ (click.currentTarget))}
  >
    ${!event && html`<${BlockCheck} entry=${entry} />`}<span>${entry.title}</span>
  </div>`;
}
