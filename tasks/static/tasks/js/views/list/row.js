/** An entry as a row of the list. */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { dayLabel, span, spoken } from "#wd/core/time.js";
import { classes, html, Icon } from "#wd/core/ui.js";
import { deadlineOf } from "#wd/tasks/model/entry.js";
import { CLARITIES, IMPACTS, ruleLabel, toggleLabel, whenLabel } from "#wd/tasks/model/wording.js";
import { today } from "#wd/tasks/state/clock.js";
import { twelve } from "#wd/tasks/state/derived.js";
import { waitingKeys } from "#wd/tasks/state/outbox.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";
import { labels, tasks } from "#wd/tasks/state/server.js";
import { ImpactBars } from "#wd/tasks/views/impact-bars.js";

/** @typedef {{row: ItemRow, on: boolean, picked: boolean, whole: boolean}} Props */

const DEFAULT_CLARITY = "normal";
const DEFAULT_IMPACT = 4;

/** @type {Map<string, {entry: Entry, signature: string, node: any}>} */
const cache = new Map();

/**
 * Return the same node for the same input: the renderer then skips the row.
 * @param {ItemRow} row @param {boolean} on @param {boolean} picked
 * @param {boolean} whole whether to render all parts, or only the title
 */
export function cachedRow(row, on, picked, whole) {
  const { entry, facts } = row;
  const state = [
    whole,
    waitingKeys.value.has(row.key),
    on,
    picked,
    row.folded,
    row.parent,
    row.depth,
    row.section,
    row.domain?.colour,
  ];
  const sums = [facts.minutes, facts.ready, facts.total, facts.impact];
  const signature = [...state, ...sums, today.value, twelve.value, isBlocked(entry.task)].join();
  const old = cache.get(row.key);
  if (old?.entry === entry && old.signature === signature) return old.node;
  const node = html`<${Item} key=${row.key} row=${row} on=${on} picked=${picked} whole=${whole} />`;
  cache.set(row.key, { entry, signature, node });
  return node;
}

/** @param {Task} task */
const isBlocked = (task) =>
  task.blocked_by.some((id) => tasks.peek().get(id)?.status === "pending");

/** @param {Props} props */
function Item({ row, on, picked, whole }) {
  const { entry, depth } = row;
  const done = entry.status !== "pending";
  return html`<div
    role="row"
    id=${row.key}
    data-key=${row.key}
    class=${classes("row hue", done && "done", on && "on", picked && "picked")}
    style=${{ "--depth": depth - 1, ...hue(row.domain?.colour) }}
    aria-level=${depth + 1}
    aria-selected=${String(picked)}
    aria-expanded=${row.parent ? String(!row.folded) : undefined}
    tabindex=${on ? 0 : -1}
  >
    ${
      whole
        ? html`<${Parts} row=${row} done=${done} />`
        : html`<span role="gridcell"
      class="c-title title">${entry.title}</span>`
    }
  </div>`;
}

/** @param {{row: ItemRow, done: boolean}} props */
const Parts = ({ row, done }) => html`<${Check} entry=${row.entry} done=${done} />
  <${Title} row=${row} />
  <span role="gridcell" class="c-go">
    <button type="button" class="go" tabindex="-1" data-act="move"
      aria-label=${t("Move {title} to…", { title: row.entry.title })} title=${isKeyEnabled("m") ? t("Move to… ({key})", { key: "M" }) : t("Move to…")}>
      <${Icon} name="calendar-plus" size=${15} />
    </button>
    <button type="button" class="go" tabindex="-1" data-act="more" aria-haspopup="menu"
      aria-label=${t("Actions for {tasks}", { tasks: row.entry.title })} title=${t("More actions")}>
      <${Icon} name="ellipsis" size=${15} />
    </button>
  </span>
  <${When} entry=${row.entry} done=${done} section=${row.section} />
  <${Pills} row=${row} />`;

/** @param {{entry: Entry, done: boolean}} props */
const Check = ({ entry, done }) => html`<span role="gridcell" class="c-check">
  <button
    type="button"
    class="check"
    tabindex="-1"
    data-act="done"
    data-skipped=${entry.status === "skipped" ? "" : undefined}
    aria-label=${toggleLabel(done, entry.title)}
    aria-pressed=${String(entry.status === "completed")}
  ></button>
</span>`;

/** @param {{row: ItemRow}} props */
function Title({ row }) {
  const { entry, facts } = row;
  const { series, has_description } = entry.task;
  return html`<span role="gridcell" class="c-title">
    <span class="title">${entry.title}</span>
    ${
      row.parent &&
      html`<button type="button" class="kids" tabindex="-1" data-act="fold">
        <${Icon} name=${row.folded ? "chevron-right" : "chevron-down"} size=${12} />
        <span aria-hidden="true">${facts.ready}/${facts.total}</span>
        <span class="sr">${subtasksLabel(row)}</span>
      </button>`
    }
    ${entry.task.labels.map(
      (id) => html`<span class="label" key=${id}>
      ${labels.value.get(id)?.name}</span>`,
    )}
    ${series && html`<${Mark} icon="repeat" text=${t("Repeats {rule}", { rule: ruleLabel(series, twelve.peek()) })} />`}
    ${has_description && html`<${Mark} icon="text-align-start" text=${t("Has notes")} />`}
    ${isBlocked(entry.task) && html`<${Mark} icon="hourglass" text=${t("Waiting for another task")} />`}
    ${waitingKeys.value.has(row.key) && html`<${Mark} icon="wifi-off" text=${t("Waiting to be sent")} />`}
    ${entry.task.pinned && html`<${Mark} icon="pin" text=${t("Pinned")} />`}
  </span>`;
}

/** @param {ItemRow} row */
function subtasksLabel({ facts: { ready: done, total }, folded }) {
  return folded
    ? t("{done} of {total} subtasks done, show them", { done, total })
    : t("{done} of {total} subtasks done, hide them", { done, total });
}

/** @param {{icon: string, text: string}} props */
const Mark = ({ icon, text }) =>
  html`<span class="mark" title=${text}><${Icon} name=${icon} size=${12} /><span class="sr">
    ${text}</span></span>`;

/** @param {{entry: Entry, done: boolean, section: string}} props */
function When({ entry, done, section }) {
  const slot = whenLabel(entry, today.peek(), twelve.peek());
  const late = !done && entry.date !== null && entry.date < today.peek();
  const quiet = section === "completed";
  return html`<span role="gridcell" class="c-when">
    ${
      slot &&
      html`<button type="button" tabindex="-1" data-act="pill" data-field="when"
        class=${classes("chip slot", late && "late", quiet && "quiet-chip")}>
        <${Icon} name=${entry.start === null ? "calendar-days" : "clock"} size=${12} />${slot}
      </button>`
    }
    ${!done && deadlineOf(entry) && html`<${Deadline} entry=${entry} />`}
  </span>`;
}

/** The deadline; that of an instance is set in its series. @param {{entry: Entry}} props */
function Deadline({ entry }) {
  const date = /** @type {string} */ (deadlineOf(entry));
  const late = date < today.peek();
  const kind = classes("chip due", late && "late", date === today.peek() && "now");
  const content = html`<${Icon} name="flag" size=${12} /><span class="sr">
    ${late ? t("Deadline passed:") : t("Deadline:")} </span>${dayLabel(date, today.peek())}`;
  if (entry.kind === "instance") return html`<span class=${kind}>${content}</span>`;
  return html`<button type="button" tabindex="-1" data-act="pill" data-field="deadline"
    class=${kind}>${content}</button>`;
}

/** @param {{row: ItemRow}} props */
function Pills({ row: { entry, facts } }) {
  const clarity = CLARITIES[entry.clarity];
  const minutes = facts.minutes;
  // Only what differs from the default is visible; the rest appears under the mouse.
  return html`<span role="gridcell"
      class=${classes("c-clarity", entry.clarity === DEFAULT_CLARITY && "default")}>
      <button type="button" class="pill" tabindex="-1" data-act="pill" data-field="clarity"
        title=${clarity.name}>
        <${Icon} name=${clarity.icon} size=${14} kind=${entry.clarity} /><span class="sr">
          ${clarity.name}</span>
      </button>
    </span>
    <span role="gridcell"
      class=${classes("c-impact", facts.impact === DEFAULT_IMPACT && "default")}>
      <button type="button" class="pill" tabindex="-1" data-act="pill" data-field="impact"
        title=${t("Impact: {impact}", { impact: IMPACTS[facts.impact] })}>
        <${ImpactBars} impact=${facts.impact} /><span class="sr">${t("Impact: {impact}", { impact: IMPACTS[facts.impact] })}</span>
      </button>
    </span>
    <span role="gridcell" class=${classes("c-duration", !minutes && "default")}>
      <button type="button" class="pill" tabindex="-1" data-act="pill" data-field="duration"
        title=${t("Duration")}>
        ${
          minutes
            ? html`<span aria-hidden="true">${span(minutes)}</span><span class="sr">
              ${spoken(minutes)}</span>`
            : html`<span aria-hidden="true">–</span>
              <span class="sr">${t("No duration")}</span>`
        }
      </button>
    </span>`;
}
