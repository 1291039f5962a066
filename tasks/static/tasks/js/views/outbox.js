/** The line under quick add: what is being sent, waits for a connection, or was rejected. */
import { locale, t, tn } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";
import { link } from "#wd/tasks/state/live.js";
import { returned, waiting } from "#wd/tasks/state/outbox.js";
import { dialog } from "#wd/tasks/state/page.js";
import { sending } from "#wd/tasks/state/quickadd.js";
import { storedAt } from "#wd/tasks/state/stored-page.js";

const MOMENT = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

const showOutbox = () => {
  dialog.value = "outbox";
};

/** What the person sees without a connection: since when it has not been updated. */
function offlineText() {
  if (link.value === "live") return "";
  if (storedAt.value !== null)
    return t("Offline. Last updated {moment}.", { moment: MOMENT.format(storedAt.value) });
  return link.value === "offline" ? t("Offline. Changes are saved on this device.") : "";
}

export function Outbox() {
  const adding = sending.value.map((text) => t("Adding: {text}", { text })).join(" · ");
  const count = waiting.value.length;
  const rejected = returned.value.length;
  const offline = offlineText();
  if (!adding && !count && !rejected && !offline) return null;
  return html`<p class="outbox-line" role="status">
    ${offline && html`<span class="outbox-offline"><${Icon} name="wifi-off" size=${14} />${offline}</span>`}
    ${adding && html`<span class="outbox-adding">${adding}</span>`}
    ${
      count > 0 &&
      html`<button type="button" class="text-button" onClick=${showOutbox}>
        <${Icon} name="clock" size=${14} />${tn("{count} waiting to be sent", "{count} waiting to be sent", count)}</button>`
    }
    ${
      rejected > 0 &&
      html`<button type="button" class="text-button rejected" onClick=${showOutbox}>
        <${Icon} name="triangle-alert" size=${14} />${tn("{count} change wasn't saved", "{count} changes weren't saved", rejected)}</button>`
    }
  </p>`;
}
