/** The menu that opens at a pill of a row and edits its field. */
import { t } from "#wd/core/i18n.js";
import { span } from "#wd/core/time.js";
import { html } from "#wd/core/ui.js";
import { CLARITIES, DURATIONS, IMPACTS } from "#wd/tasks/model/wording.js";
import { patch } from "#wd/tasks/state/actions.js";
import { activeDomains, entryAt } from "#wd/tasks/state/derived.js";
import { moveToDomain } from "#wd/tasks/state/ordering.js";
import { dialog, pill } from "#wd/tasks/state/page.js";
import { Menu } from "#wd/tasks/views/menu.js";

const close = () => {
  pill.value = null;
};

/**
 * @type {Record<string, (entry: Entry) => {label: string, value: any, options: any[], pick: (value: any) => void}>}
 */
const EDITORS = {
  impact: (entry) => ({
    label: t("Impact of {title}", { title: entry.title }),
    value: entry.task.impact,
    options: Object.entries(IMPACTS).map(([n, name]) => ({
      value: Number(n),
      impact: Number(n),
      name,
      note: n,
    })),
    pick: (impact) => patchTask(entry, { impact }),
  }),
  clarity: (entry) => ({
    label: t("Clarity of {title}", { title: entry.title }),
    value: entry.clarity,
    options: Object.entries(CLARITIES).map(([value, { icon, name }]) => ({
      value,
      icon,
      kind: value,
      name,
    })),
    pick: (clarity) => patchTask(entry, { clarity }),
  }),
  duration: (entry) => ({
    label: t("Duration of {title}", { title: entry.title }),
    value: entry.duration,
    options: [
      ...DURATIONS.map((minutes) => ({ value: minutes, name: span(minutes) })),
      { value: null, name: t("Unknown") },
    ],
    pick: (minutes) => {
      const field = entry.kind === "instance" ? "own_duration" : "duration";
      patch(entry, { [field]: minutes }, t("Changed: {title}", { title: entry.title }));
    },
  }),
  domain: (entry) => ({
    label: t("Domain of {title}", { title: entry.title }),
    value: entry.domain_id,
    options: [
      ...activeDomains.value.map(({ id, name, colour }) => ({ value: id, name, colour })),
      { value: null, name: t("Thoughts"), icon: "inbox" },
    ],
    pick: (id) => moveToDomain([taskEntry(entry)], id),
  }),
};

/** Return the entry of the task: an instance shows the impact and clarity of its series. @param {Entry} entry */
const taskEntry = (entry) => entryAt(`t${entry.task.id}`) ?? entry;

/** @param {Entry} entry @param {object} fields */
const patchTask = (entry, fields) =>
  patch(taskEntry(entry), fields, t("Changed: {title}", { title: entry.title }), true);

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
    label=${label}
    anchor=${open.anchor}
    value=${value}
    options=${options}
    onPick=${pick}
    onClose=${close}
  />`;
}
