/** One thought, with where it may go. */
import { hue } from "#wd/core/colour.js";
import { classes, html, Icon, useRef, useState } from "#wd/core/ui.js";
import { age } from "#wd/tasks/model/wording.js";
import { archive, toggleDone } from "#wd/tasks/state/actions.js";
import { now } from "#wd/tasks/state/clock.js";
import { activeDomains, entryAt } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { cursor, opened } from "#wd/tasks/state/page.js";
import { Bars } from "#wd/tasks/views/impact-bars.js";
import { Menu } from "#wd/tasks/views/menu.js";

/** @param {{task: Task, on: boolean}} props */
export function Thought({ task, on }) {
  const entry = entryAt(`t${task.id}`);
  if (!entry) return null;
  const done = task.status !== "pending";
  void now.value; // its age is drawn anew as time goes by
  return html`<li class=${classes("thought hue", done && "done", on && "on")} style=${hue(null)}
    id=${entry.key} tabindex=${on ? 0 : -1}
    aria-label=${task.title}
    onFocus=${() => {
      cursor.value = entry.key;
    }}>
    <button type="button" class="check" tabindex="-1" aria-pressed=${String(done)}
      aria-label=${`Complete: ${task.title}`} onClick=${() => toggleDone(entry)}></button>
    <button type="button" class="thought-title" tabindex="-1" onClick=${() => {
      opened.value = entry.key;
    }}>${task.title}</button>
    ${task.impact < 4 && html`<${Bars} impact=${task.impact} />`}
    <small>${age(task.created_at, Date.now())}</small>
    <${ToDomain} entry=${entry} />
    <button type="button" class="icon-button" tabindex="-1" aria-label=${`Drop: ${task.title}`}
      onClick=${() => archive([entry])}><${Icon} name="x" size=${14} /></button>
  </li>`;
}

/** @param {{entry: Entry}} props */
function ToDomain({ entry }) {
  const anchor = useRef(null);
  const [open, setOpen] = useState(false);
  return html`<button type="button" class="text-button" tabindex="-1" ref=${anchor}
    aria-haspopup="menu" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <${Icon} name="arrow-right" size=${14} />
        <span>Task<span class="sr">: ${entry.title}</span></span>
    </button>
    ${
      open &&
      html`<${Menu} label="Domain" anchor=${anchor.current} onClose=${() => setOpen(false)}
        options=${activeDomains.value.map(({ id, name, colour }) => ({ value: id, name, colour }))}
        onPick=${(/** @type {number} */ id) => moveToDomain([entry], id)} />`
    }`;
}
