/** The dialogs by name. */
import { html } from "#wd/core/ui.js";
import { CalendarProblemDialog } from "#wd/tasks/views/calendar-problems.js";
import { ActionMenu } from "#wd/tasks/views/overlay/action-menu.js";
import { DeadlineDialog } from "#wd/tasks/views/overlay/deadline.js";
import { DeleteDialog } from "#wd/tasks/views/overlay/delete.js";
import { FindTime } from "#wd/tasks/views/overlay/find-time.js";
import { Help } from "#wd/tasks/views/overlay/help.js";
import { Move } from "#wd/tasks/views/overlay/move.js";
import { OutboxDialog } from "#wd/tasks/views/overlay/outbox.js";
import { Palette } from "#wd/tasks/views/overlay/palette.js";

/** @type {Record<string, () => any>} */
const DIALOGS = {
  palette: Palette,
  help: Help,
  move: Move,
  deadline: DeadlineDialog,
  delete: DeleteDialog,
  actions: ActionMenu,
  "find-time": FindTime,
  outbox: OutboxDialog,
  "calendar-problem": CalendarProblemDialog,
};

/** @param {{name: string}} props */
export function Dialogs({ name }) {
  const Dialog = DIALOGS[name];
  return Dialog ? html`<${Dialog} key=${name} />` : null;
}
