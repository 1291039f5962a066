/** The subtasks of a task, and a field to add one. */
import { t } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";
import { MAX_LEVELS } from "#wd/tasks/model/ordering.js";
import { depthOf } from "#wd/tasks/model/tree.js";
import { toggleLabel } from "#wd/tasks/model/wording.js";
import { toggleDone } from "#wd/tasks/state/actions.js";
import { children, entryAt } from "#wd/tasks/state/derived.js";
import { draftOf, keepDraft } from "#wd/tasks/state/drafts.js";
import { openKey } from "#wd/tasks/state/page.js";
import { add } from "#wd/tasks/state/quickadd.js";
import { tasks } from "#wd/tasks/state/server.js";
import { submitLine } from "#wd/tasks/views/panel/controls.js";

/** @param {{task: Task}} props */
export function Subtasks({ task }) {
  const below = (children.value.get(task.id) ?? []).toSorted((a, b) => a.position - b.position);
  const canNest = depthOf(task, tasks.value) < MAX_LEVELS;
  if (!canNest && !below.length) return null;
  const draft = `subtask${task.id}`;
  const keep = (/** @type {any} */ event) => keepDraft(draft, event.target.value);
  const submit = submitLine((text) => {
    keepDraft(draft, "");
    return add({ text, parent_id: task.id, domain_id: task.domain_id });
  });
  return html`<section class="panel-section">
    <h3>${t("Subtasks")}</h3>
    <ul class="panel-list">
      ${below.map((child) => html`<${Subtask} key=${child.id} task=${child} />`)}</ul>
    ${
      canNest &&
      html`<form class="panel-add" onSubmit=${submit}><${Icon} name="plus" size=${14} />
      <input name="text" onInput=${keep} defaultValue=${draftOf(draft)} aria-label=${t("Add a subtask")} placeholder=${t("Add a subtask")} autocomplete="off"
      maxlength="2000" /></form>`
    }
  </section>`;
}

/** @param {{task: Task}} props */
function Subtask({ task }) {
  const entry = entryAt(`t${task.id}`);
  if (!entry || task.status === "archived") return null;
  const done = task.status === "completed";
  return html`<li class=${done ? "done" : ""}>
    <button type="button" class="check" aria-pressed=${String(done)}
      aria-label=${toggleLabel(done, task.title)}
      onClick=${() => toggleDone(entry)}></button>
    <button type="button" class="panel-link" onClick=${() => {
      openKey.value = entry.key;
    }}>${task.title}</button>
  </li>`;
}
