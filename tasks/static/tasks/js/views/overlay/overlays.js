/** The open dialog, and the details of an event. */
import { html } from "#wd/core/ui.js";
import { dialog, openEvent } from "#wd/tasks/state/page.js";
import { lazy } from "#wd/tasks/views/lazy.js";

const Dialogs = lazy("Dialogs");

const EventCard = lazy("EventCard");

export const Overlays = () => html`${dialog.value && html`<${Dialogs} name=${dialog.value} />`}
  ${openEvent.value && html`<${EventCard} key=${openEvent.value.entry.key} ...${openEvent.value} />`}`;
