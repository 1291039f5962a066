/** Labels of a task, and the tasks that block it. */
import { send } from "#wd/core/api.js";
import { t } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";
import { patch } from "#wd/tasks/state/actions.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { mergeAck } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";
import { labels, tasks } from "#wd/tasks/state/server.js";
import { submitLine } from "#wd/tasks/views/panel/controls.js";

/** @param {Task} task @param {object} fields */
function set(task, fields) {
  const entry = entryAt(`t${task.id}`);
  if (entry) patch(entry, fields, t("Changed: {title}", { title: task.title }), true);
}

/** @param {{task: Task}} props */
export const Relations = ({ task }) => html`<section class="panel-section">
    <h3>${t("Labels")}</h3>
    <${Labels} task=${task} />
  </section>
  <section class="panel-section">
    <h3>${t("Waits for")}</h3>
    <${Blockers} task=${task} />
  </section>`;

/** @param {{task: Task}} props */
function Labels({ task }) {
  const addLabel = async (/** @type {string} */ typed) => {
    const name = typed.normalize();
    const existing = [...labels.value.values()].find(
      (label) => label.name.toLowerCase() === name.toLowerCase(),
    );
    try {
      const id = existing?.id ?? (await createLabel(name));
      if (id && !task.labels.includes(id)) set(task, { labels: [...task.labels, id] });
    } catch (error) {
      notify(/** @type {Error} */ (error).message);
      return false;
    }
    return true;
  };
  return html`<div class="panel-chips">
      ${task.labels.map(
        (id) => html`<${RemovableChip} key=${id}
        name=${labels.value.get(id)?.name ?? ""}
        onRemove=${() => set(task, { labels: task.labels.filter((other) => other !== id) })} />`,
      )}
    </div>
    <${AddField} name=${t("Add a label")} options=${[...labels.value.values()].map(({ name }) => name)}
      onAdd=${addLabel} />`;
}

/** @param {string} name @returns {Promise<number | undefined>} */
async function createLabel(name) {
  const patch = await send("POST", "/labels", { name });
  mergeAck(patch);
  return patch.labels?.[0]?.id;
}

/** @param {{task: Task}} props */
function Blockers({ task }) {
  const open = [...tasks.value.values()].filter(
    ({ id, status }) => status === "pending" && id !== task.id,
  );
  const addBlocker = (/** @type {string} */ title) => {
    const blocker = open.find((other) => other.title === title);
    if (blocker) set(task, { blocked_by: [...new Set([...task.blocked_by, blocker.id])] });
    else notify(t("No open task has this title."));
    return Boolean(blocker);
  };
  return html`<div class="panel-chips">
      ${task.blocked_by.map(
        (id) => html`<${RemovableChip} key=${id}
        name=${tasks.value.get(id)?.title ?? t("A completed task")}
        onRemove=${() => set(task, { blocked_by: task.blocked_by.filter((other) => other !== id) })} />`,
      )}
    </div>
    <${AddField} name=${t("Add a task to wait for")} options=${open.map(({ title }) => title)}
      onAdd=${addBlocker} />`;
}

/** @param {{name: string, onRemove: () => void}} props */
const RemovableChip = ({ name, onRemove }) =>
  html`<span class="chip">${name}
    <button type="button" aria-label=${t("Remove {name}", { name })} onClick=${onRemove}>
    <${Icon} name="x" size=${11} /></button></span>`;

/** @param {{name: string, options: string[], onAdd: (text: string) => unknown}} props */
function AddField({ name, options, onAdd }) {
  const id = `options-${name.replaceAll(" ", "-")}`;
  return html`<form class="panel-add" onSubmit=${submitLine(onAdd)}><${Icon} name="plus" size=${14} />
    <input name="text" list=${id} aria-label=${name} placeholder=${name} autocomplete="off"
      maxlength="500" />
    <datalist id=${id}>
      ${options.slice(0, 200).map(
        (option) => html`<option key=${option}
      value=${option}></option>`,
      )}</datalist></form>`;
}
