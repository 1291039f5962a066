/** What a swiped row reveals: what happens when the finger lets go. */
import { t } from "#wd/core/i18n.js";
import { classes, html, Icon } from "#wd/core/ui.js";
import { swipe } from "#wd/tasks/drag/state.js";
import { isOpen } from "#wd/tasks/model/entry.js";
import { entryAt } from "#wd/tasks/state/derived.js";

export function SwipeHint() {
  const current = swipe.value;
  const row = current && document.getElementById(current.key);
  const entry = current && entryAt(current.key);
  if (!row || !entry) return null;
  const { side, armed } = current;
  const right = isOpen(entry)
    ? { icon: "check", text: t("Complete") }
    : { icon: "rotate-ccw", text: t("Reopen") };
  const { icon, text } = side === "right" ? right : { icon: "calendar-plus", text: t("Plan") };
  const style = { top: `${row.offsetTop}px`, height: `${row.offsetHeight}px` };
  return html`<div class=${classes("swipe-hint", side, armed && "armed")} style=${style}
    aria-hidden="true"><${Icon} name=${icon} size=${18} /><b>${text}</b></div>`;
}
