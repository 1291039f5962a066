/** The small editor that opens on a pill of a row. */
import { html } from "#wd/core/ui.js";
import { CLARITIES, IMPACTS } from "#wd/tasks/model/wording.js";
import { patch } from "#wd/tasks/state/actions.js";
import { activeDomains, entryAt } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { dialog, pill } from "#wd/tasks/state/page.js";
import { Menu } from "#wd/tasks/views/menu.js";

const DURATIONS = [5, 10, 15, 30, 45, 60, 90, 120, 180, 240];

import { span } from "#wd/core/time.js";

const close = () => {
  pill.value = null;
};

/**
 * @type {Record<string, (entry: Entry) => {label: string, value: any, options: any[], pick: (value: any) => void}>}
 */
const EDITORS = {
  impact: (entry) => ({
    label: "Impact",
    value: entry.task.impact,
    options: Object.entries(IMPACTS).map(([n, name]) => ({
      value: Number(n),
      impact: Number(n),
      name,
      note: n,
    })),
    pick: (impact) => ofTask(entry, { impact }),
  }),
  clarity: (entry) => ({
    label: "Clarity",
    value: entry.clarity,
    options: Object.entries(CLARITIES).map(([value, { icon, name }]) => ({
      value,
      icon,
      kind: value,
      name,
    })),
    pick: (clarity) => ofTask(entry, { clarity }),
  }),
  duration: (entry) => ({
    label: "Duration",
    value: entry.duration,
    options: [
      ...DURATIONS.map((minutes) => ({ value: minutes, name: span(minutes) })),
      { value: null, name: "Not known" },
    ],
    pick: (minutes) => {
      const field = entry.kind === "instance" ? "own_duration" : "duration";
      patch(
        entry,
        { [field]: minutes },
        `${entry.title}: ${minutes ? span(minutes) : "no duration"}`,
      );
    },
  }),
  domain: (entry) => ({
    label: "Domain",
    value: entry.domain_id,
    options: [
      ...activeDomains.value.map(({ id, name, colour }) => ({ value: id, name, colour })),
      { value: null, name: "Thoughts", icon: "inbox" },
    ],
    pick: (id) => moveToDomain([taskEntry(entry)], id),
  }),
};

/** Impact and clarity are the series' even where an instance shows them. @param {Entry} entry */
const taskEntry = (entry) => entryAt(`t${entry.task.id}`) ?? entry;

/** @param {Entry} entry @param {object} fields */
const ofTask = (entry, fields) => patch(taskEntry(entry), fields, `Changed: ${entry.title}`, true);

export function Pill() {
  const open = pill.value;
  const entry = open && entryAt(open.key);
  if (!open || !entry) return null;
  const editor = EDITORS[open.field];
  if (!editor) {
    queueMicrotask(() => {
      pill.value = null;
      dialog.value = open.field === "deadline" ? "deadline" : "move";
    });
    return null;
  }
  const { label, value, options, pick } = editor(entry);
  return html`<${Menu}
    key=${open.key + open.field}
    label=${`${label} of ${entry.title}`}
    anchor=${open.anchor}
    value=${value}
    options=${options}
    onPick=${pick}
    onClose=${close}
  />`;
}
