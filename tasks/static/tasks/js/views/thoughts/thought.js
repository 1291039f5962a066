/** A thought, with the actions that sort it. */
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { dayLabel } from "#wd/core/time.js";
import { classes, html, Icon, useRef, useState } from "#wd/core/ui.js";
import { press } from "#wd/tasks/drag/press.js";
import { isOpen } from "#wd/tasks/model/entry.js";
import { byDay } from "#wd/tasks/model/sorting.js";
import { age, toggleLabel, whenLabel } from "#wd/tasks/model/wording.js";
import { archive, toggleDone } from "#wd/tasks/state/actions.js";
import { now, today } from "#wd/tasks/state/clock.js";
import { activeDomains, entries, entryAt, twelve } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { cursor, openActions, openKey, pointOf } from "#wd/tasks/state/page.js";
import { ImpactBars } from "#wd/tasks/views/impact-bars.js";
import { Menu } from "#wd/tasks/views/menu.js";

/** Return the next open day of a thought that repeats. @param {Task} task */
const nextDay = (task) =>
  task.series &&
  [...entries.value.values()]
    .filter((entry) => entry.kind === "instance" && entry.task.id === task.id && isOpen(entry))
    .sort(byDay)[0];

/** When a thought is scheduled, due and repeated. @param {{task: Task, entry: Entry}} props */
function Dates({ task, entry }) {
  const { series, deadline_date } = task;
  const when = whenLabel(nextDay(task) ?? entry, today.value, twelve.value);
  if (!when && !series && !deadline_date) return null;
  return html`<p class="thought-dates">
    ${when && html`<span class="chip slot"><${Icon} name="calendar-days" size=${12} />${when}</span>`}
    ${
      deadline_date &&
      html`<span class="chip due"><${Icon} name="flag" size=${12} /><span class="sr">
        ${t("Deadline:")} </span>${dayLabel(deadline_date, today.value)}</span>`
    }
    ${series && html`<span><${Icon} name="repeat" size=${12} />${series.summary}</span>`}
  </p>`;
}

/** @param {{task: Task, on: boolean}} props */
export function Thought({ task, on }) {
  const entry = entryAt(`t${task.id}`);
  if (!entry) return null;
  const done = task.status !== "pending";
  void now.value; // rerender the age as time passes
  return html`<li class=${classes("thought hue", done && "done", on && "on")} style=${hue(null)}
    id=${entry.key} tabindex=${on ? 0 : -1}
    aria-label=${task.title}
    onFocus=${() => {
      cursor.value = entry.key;
    }}
    onContextMenu=${(/** @type {PointerEvent} */ event) => openMenu(event, entry.key)}
    onPointerDown=${(/** @type {PointerEvent} */ event) => hold(event, entry.key)}>
    <button type="button" class="check" tabindex="-1" aria-pressed=${String(done)}
      aria-label=${toggleLabel(done, task.title)} onClick=${() => toggleDone(entry)}></button>
    <div class="thought-text">
      <button type="button" class="thought-title" tabindex="-1" onClick=${() => {
        openKey.value = entry.key;
      }}>${task.title}</button>
      <${Dates} task=${task} entry=${entry} />
    </div>
    ${task.impact < 4 && html`<${ImpactBars} impact=${task.impact} />`}
    <small>${age(task.created_at, Date.now())}</small>
    <${MoveToDomain} entry=${entry} />
    <button type="button" class="icon-button" tabindex="-1" aria-label=${t("Archive: {title}", { title: task.title })}
      onClick=${() => archive([entry])}><${Icon} name="x" size=${14} /></button>
  </li>`;
}

/** A right click opens the actions; on a touch screen, a long press does. @param {PointerEvent} event @param {string} key */
function openMenu(event, key) {
  event.preventDefault();
  if (event.pointerType !== "touch") openActions(key, { box: pointOf(event) });
}

const nothing = () => {};

/** @param {PointerEvent} event @param {string} key */
function hold(event, key) {
  if (event.pointerType !== "touch") return;
  const open = () => openActions(key, { sheet: true });
  press(event, { start: nothing, move: nothing, drop: nothing, cancel: nothing, hold: open });
}

/** @param {{entry: Entry}} props */
function MoveToDomain({ entry }) {
  const anchor = useRef(null);
  const [open, setOpen] = useState(false);
  return html`<button type="button" class="text-button" tabindex="-1" ref=${anchor}
    aria-haspopup="menu" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <${Icon} name="arrow-right" size=${14} />
        <span>${t("Move to domain")}<span class="sr">: ${entry.title}</span></span>
    </button>
    ${
      open &&
      html`<${Menu} label=${t("Domain")} anchor=${anchor.current} onClose=${() => setOpen(false)}
        options=${activeDomains.value.map(({ id, name, colour }) => ({ value: id, name, colour }))}
        onPick=${(/** @type {number} */ id) => moveToDomain([entry], id)} />`
    }`;
}
