/** The running timer in the sidebar, or above the tab bar of a phone. */
import { t } from "#wd/core/i18n.js";
import { html, Icon } from "#wd/core/ui.js";
import { openKey } from "#wd/tasks/state/page.js";
import { elapsed, stopTimer, timedEntry } from "#wd/tasks/state/timer.js";

export function RunningTimer() {
  const entry = timedEntry.value;
  if (!entry) return null;
  const open = () => {
    openKey.value = entry.key;
  };
  const { title } = entry;
  return html`<div class="running-timer" role="group" aria-label=${t("Timer: {title}", { title })}>
    <button type="button" class="timed" title=${title} onClick=${open}>
      <${Icon} name="clock" size=${14} /><b>${elapsed.value}</b><span>${title}</span></button>
    <button type="button" class="icon-button" aria-label=${t("Stop timer")} title=${t("Stop timer")}
      onClick=${stopTimer}><${Icon} name="square" size=${14} /></button>
  </div>`;
}
