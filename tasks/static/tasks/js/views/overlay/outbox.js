/** The dialog with the changes that wait to be sent, and those that the server rejected. */
import { t } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";
import { entryAt } from "#wd/tasks/state/derived.js";
import { discard, returned, waiting } from "#wd/tasks/state/outbox.js";
import { openKey } from "#wd/tasks/state/page.js";
import { returnText } from "#wd/tasks/state/returned-text.js";
import { textOf } from "#wd/tasks/state/stored-write.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";
import { prefill } from "#wd/tasks/views/quickadd/prefill.js";

/** @typedef {import("#wd/core/outbox.js").PendingWrite} PendingWrite */

/** @param {PendingWrite} write */
const nameOf = ({ line, words }) => textOf(line) || words || t("A change");

/** Return the entry that a write changes, if it still exists. @param {PendingWrite} write */
function entryOf({ path = "" }) {
  const [, kind, id] = path.split("/");
  const letter = kind === "tasks" ? "t" : kind === "instances" ? "i" : "";
  return letter && id ? entryAt(`${letter}${id}`) : undefined;
}

/**
 * Open the place where the text was typed, or else add it as a task.
 * @param {PendingWrite} write
 */
function resume(write) {
  const entry = entryOf(write);
  const text = textOf(write.line);
  closeDialog();
  if (entry && text)
    returnText(entry.key, text, "title" in write.line || "own_title" in write.line);
  if (entry) openKey.value = entry.key;
  else if (text) prefill(text);
  discard(write.key);
}

export function OutboxDialog() {
  const rejected = returned.value;
  const unsent = waiting.value;
  return html`<${Dialog} label=${t("Changes on this device")} kind="outbox">
    <h2>${t("Changes on this device")}</h2>
    ${rejected.length > 0 && html`<${Rejected} writes=${rejected} />`}
    ${unsent.length > 0 && html`<${Waiting} writes=${unsent} />`}
    ${!rejected.length && !unsent.length && html`<p>${t("All changes are saved.")}</p>`}
    <footer><button type="button" class="quiet framed" data-first onClick=${closeDialog}>${t("Close")}</button></footer>
  <//>`;
}

/** @param {{writes: PendingWrite[]}} props */
const Rejected = ({ writes }) => html`<section>
  <h3><${Icon} name="triangle-alert" size=${14} />${t("Not saved")}</h3>
  <ul>${writes.map(
    (write) => html`<li key=${write.key}>
      <p class="outbox-text">${nameOf(write)}</p>
      <p class="outbox-reason">${write.problem}</p>
      <div class="outbox-actions">
        ${
          (entryOf(write) || textOf(write.line)) &&
          html`<button type="button" class="quiet framed" onClick=${() => resume(write)}>${t("Edit")}</button>`
        }
        <button type="button" class="quiet" onClick=${() => discard(write.key)}>${t("Discard")}</button>
      </div></li>`,
  )}</ul></section>`;

/** @param {{writes: PendingWrite[]}} props */
const Waiting = ({ writes }) => html`<section>
  <h3><${Icon} name="wifi-off" size=${14} />${t("Waiting to be sent")}</h3>
  <ul>${writes.map((write) => html`<li key=${write.key}><p class="outbox-text">${write.words || nameOf(write)}</p></li>`)}</ul>
  <p class="outbox-reason">${t("They are sent in this order when you're back online.")}</p></section>`;
