/** Labels, and the tasks this one waits for. */
import { send } from "#wd/core/api.js";
import { html, Icon } from "#wd/core/ui.js";
import { patch } from "#wd/tasks/state/actions.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";
import { labels, tasks } from "#wd/tasks/state/server.js";
import { takeLine } from "#wd/tasks/views/panel/controls.js";

/** @param {Task} task @param {object} fields */
function set(task, fields) {
  const entry = entryAt(`t${task.id}`);
  if (entry) patch(entry, fields, `Changed: ${task.title}`, true);
}

/** @param {{task: Task}} props */
export const Relations = ({ task }) => html`<section class="panel-section">
    <h3>Labels</h3>
    <${Labels} task=${task} />
  </section>
  <section class="panel-section">
    <h3>Waits for</h3>
    <${Blockers} task=${task} />
  </section>`;

/** @param {{task: Task}} props */
function Labels({ task }) {
  const put = async (/** @type {string} */ typed) => {
    const name = typed.normalize();
    const known = [...labels.value.values()].find(
      (label) => label.name.toLowerCase() === name.toLowerCase(),
    );
    try {
      const id = known?.id ?? (await make(name));
      if (id && !task.labels.includes(id)) set(task, { labels: [...task.labels, id] });
    } catch (error) {
      notify(/** @type {Error} */ (error).message);
      return false;
    }
    return true;
  };
  return html`<div class="panel-chips">
      ${task.labels.map(
        (id) => html`<${Removable} key=${id}
        name=${labels.value.get(id)?.name ?? ""}
        onRemove=${() => set(task, { labels: task.labels.filter((other) => other !== id) })} />`,
      )}
    </div>
    <${Adder} name="Add a label" offers=${[...labels.value.values()].map(({ name }) => name)}
      onAdd=${put} />`;
}

/** @param {string} name @returns {Promise<number | undefined>} */
async function make(name) {
  const made = await send("POST", "/labels", { name });
  keepUp(made);
  return made.labels?.[0]?.id;
}

/** @param {{task: Task}} props */
function Blockers({ task }) {
  const open = [...tasks.value.values()].filter(
    ({ id, status }) => status === "pending" && id !== task.id,
  );
  const put = (/** @type {string} */ title) => {
    const found = open.find((other) => other.title === title);
    if (found) set(task, { blocked_by: [...new Set([...task.blocked_by, found.id])] });
    else notify("No open task has this title.");
    return Boolean(found);
  };
  return html`<div class="panel-chips">
      ${task.blocked_by.map(
        (id) => html`<${Removable} key=${id}
        name=${tasks.value.get(id)?.title ?? "A task that is done"}
        onRemove=${() => set(task, { blocked_by: task.blocked_by.filter((other) => other !== id) })} />`,
      )}
    </div>
    <${Adder} name="Add a task to wait for" offers=${open.map(({ title }) => title)}
      onAdd=${put} />`;
}

/** @param {{name: string, onRemove: () => void}} props */
const Removable = ({ name, onRemove }) =>
  html`<span class="chip">${name}
    <button type="button" aria-label=${`Remove ${name}`} onClick=${onRemove}>
    <${Icon} name="x" size=${11} /></button></span>`;

/** @param {{name: string, offers: string[], onAdd: (text: string) => unknown}} props */
function Adder({ name, offers, onAdd }) {
  const id = `offers-${name.replaceAll(" ", "-")}`;
  return html`<form class="panel-add" onSubmit=${takeLine(onAdd)}><${Icon} name="plus" size=${14} />
    <input name="text" list=${id} aria-label=${name} placeholder=${name} autocomplete="off"
      maxlength="500" />
    <datalist id=${id}>
      ${offers.slice(0, 200).map(
        (offer) => html`<option key=${offer}
      value=${offer}></option>`,
      )}</datalist></form>`;
}
