/** The dialogs, loaded together in idle time. */
import { DeadlineDialog } from "#wd/tasks/views/overlay/deadline.js";
import { Help } from "#wd/tasks/views/overlay/help.js";
import { Move } from "#wd/tasks/views/overlay/move.js";
import { Palette } from "#wd/tasks/views/overlay/palette.js";

/** @type {Record<string, () => any>} */
export const DIALOGS = {
  palette: Palette,
  help: Help,
  move: Move,
  deadline: DeadlineDialog,
};
