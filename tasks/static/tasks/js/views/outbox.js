/** The line under quick add: what is being sent, waits for a connection, or was rejected. */
import { t, tn } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";
import { returned, waiting } from "#wd/tasks/state/outbox.js";
import { dialog } from "#wd/tasks/state/page.js";
import { sending } from "#wd/tasks/state/quickadd.js";

const showOutbox = () => {
  dialog.value = "outbox";
};

export function Outbox() {
  const adding = sending.value.map((text) => t("Adding: {text}", { text })).join(" · ");
  const count = waiting.value.length;
  const rejected = returned.value.length;
  if (!adding && !count && !rejected) return null;
  return html`<p class="outbox-line" role="status">
    ${adding && html`<span class="outbox-adding">${adding}</span>`}
    ${
      count > 0 &&
      html`<button type="button" class="text-button" onClick=${showOutbox}>
        <${Icon} name="wifi-off" size=${14} />${tn("{count} waiting to be sent", "{count} waiting to be sent", count)}</button>`
    }
    ${
      rejected > 0 &&
      html`<button type="button" class="text-button rejected" onClick=${showOutbox}>
        <${Icon} name="triangle-alert" size=${14} />${tn("{count} change wasn't saved", "{count} changes weren't saved", rejected)}</button>`
    }
  </p>`;
}
