/** The header row of a domain or section. */
import { hue } from "#wd/core/colour.js";
import { t, tn } from "#wd/core/i18n.js";
import { span } from "#wd/core/time.js";
import { classes, html, Icon } from "#wd/core/ui.js";
import { drag } from "#wd/tasks/drag/state.js";
import { DomainMark } from "#wd/tasks/views/domain-mark.js";

/** @type {Record<GroupRow["section"], string | null>} */
const ICONS = {
  domain: null,
  loose: "inbox",
  earlier: "history",
  scheduled: "calendar-clock",
  completed: "circle-check",
  overdue: "triangle-alert",
  blocks: "clock",
  anytime: "sun",
  due: "flag",
  later: "wand-sparkles",
  day: "calendar-days",
};

/** @param {{row: GroupRow, on: boolean}} props */
export function Group({ row, on }) {
  const target = drag.value?.row?.key === row.key;
  return html`<div
    role="row"
    id=${row.key}
    data-key=${row.key}
    class=${classes("group hue", on && "on", target && "target")}
    style=${hue(row.domain?.colour)}
    aria-level="1"
    aria-expanded=${String(!row.folded)}
    tabindex=${on ? 0 : -1}
  >
    <span role="gridcell" class="g-name">
      <${Icon} name="chevron-right" size=${13} kind="twist" />
      <${GroupMark} row=${row} /><b>${row.name}</b>
    </span>
    <${Actions} row=${row} />
    <span role="gridcell" class="g-count"><span aria-hidden="true">${row.count}</span>
      <span class="sr">${countLabel(row)}</span></span>
    <span role="gridcell" class="g-sum">${row.minutes ? span(row.minutes) : ""}</span>
  </div>`;
}

/** @param {GroupRow} row */
const countLabel = ({ section, count }) =>
  section === "completed"
    ? tn("{count} task", "{count} tasks", count)
    : tn("{count} open task", "{count} open tasks", count);

/** @param {{row: GroupRow}} props */
function GroupMark({ row }) {
  const icon = ICONS[row.section];
  if (icon) return html`<${Icon} name=${icon} size=${14} />`;
  return html`<${DomainMark} domain=${row.domain} />`;
}

/** @param {{row: GroupRow}} props */
function Actions({ row }) {
  if (row.section === "earlier") {
    return html`<span role="gridcell" class="g-acts">
      <button type="button" tabindex="-1" data-act="earlier-complete">${t("Complete all")}</button>
      <button type="button" tabindex="-1" data-act="earlier-skip">${t("Skip all")}</button>
    </span>`;
  }
  if (row.section === "day") {
    return html`<span role="gridcell" class="g-acts">
      <button type="button" class="icon-button" tabindex="-1" data-act="day"
        aria-label=${t("Open {day}", { day: row.name })}><${Icon} name="arrow-right" size=${14} /></button>
    </span>`;
  }
  if (row.section !== "domain") return html`<span role="gridcell"></span>`;
  return html`<span role="gridcell" class="g-acts">
    <button type="button" class="icon-button" tabindex="-1" data-act="add"
      aria-label=${t("Add a task to {domain}", { domain: row.name })}>
      <${Icon} name="plus" size=${14} />
    </button>
  </span>`;
}
