/** The table of shortcuts that the keyboard, the palette and the help dialog read. */
import { t } from "#wd/core/i18n.js";

import * as command from "#wd/tasks/commands.js";
import { ENERGIES, SORTS } from "#wd/tasks/model/wording.js";
import { redo, undo } from "#wd/tasks/state/changes.js";
import {
  focusBlocks,
  focusList,
  focusProposal,
  fold,
  move,
  nest,
  selectAll,
  selectMoving,
} from "#wd/tasks/state/cursor.js";
import { dialog, energy, sort, view } from "#wd/tasks/state/page.js";
import * as plan from "#wd/tasks/state/plan.js";
import { isKeyEnabled } from "#wd/tasks/state/preferences.js";
import { go } from "#wd/tasks/state/route.js";
import { zoomBy } from "#wd/tasks/state/zoom.js";
import { goToday, turn } from "#wd/tasks/views/calendar/head.js";
import { PLAN_ACTIONS, planMenu } from "#wd/tasks/views/plan/plan-button.js";
import { prefill } from "#wd/tasks/views/quickadd/prefill.js";

/**
 * `keys` are alternatives; a space separates keys that are pressed one after the other. The palette
 * lists only commands with an icon. `when` returns whether the command applies now.
 * @typedef {object} Command
 * @property {string} group @property {string} text @property {string[]} keys
 * @property {(key: string) => unknown} run
 * @property {string} [icon] @property {() => boolean} [when]
 */
/**
 * @typedef {[text: string, keys: string[], run: (key: string) => unknown, icon?: string, when?: () => boolean]}
 * TableRow
 */

/** @type {Record<string, TableRow[]>} */
const TABLE = {
  [t("Navigate")]: [
    [t("Next row"), ["j", "ArrowDown"], () => move(1)],
    [t("Previous row"), ["k", "ArrowUp"], () => move(-1)],
    [t("Collapse"), ["ArrowLeft"], () => fold(true)],
    [t("Expand"), ["ArrowRight"], () => fold(false)],
    [t("Go to the calendar"), ["g c"], focusBlocks],
    [t("Go to the list"), ["g l"], focusList],
    [t("Go to Today"), ["g t"], () => go("today"), "sun"],
    [t("Go to Upcoming"), ["g u"], () => go("upcoming"), "calendar-clock"],
    [t("Go to all tasks"), ["g a"], () => go("all"), "list-todo"],
    [t("Go to Week"), ["g w"], () => go("week"), "calendar-range"],
    [t("Go to Thoughts"), ["g h"], () => go("thoughts"), "inbox"],
    [t("Go to Trash"), [], () => go("trash"), "trash-2"],
  ],
  [t("Tasks")]: [
    [t("Add a task"), ["n", "q"], () => prefill(), "plus"],
    [t("Open"), ["Enter", "e"], command.openTarget, "pencil", command.hasOneTarget],
    [t("Complete or reopen"), ["c"], command.toggleTargets, "circle-check", command.hasTargets],
    [t("Skip this day"), ["x"], command.skipTargets, "skip-forward", command.hasInstances],
    [
      t("Schedule in the next free slot"),
      ["s"],
      command.planTargets,
      "calendar-plus",
      command.hasTargets,
    ],
    [
      t("Schedule for any time today"),
      ["a"],
      command.anyTimeToday,
      "calendar-days",
      command.hasTargets,
    ],
    [
      t("Show all actions"),
      ["Shift+F10", "ContextMenu"],
      command.showActions,
      "ellipsis",
      command.hasTargets,
    ],
    [t("Move to…"), ["m"], command.choose(dialog, "move"), "move", command.hasTargets],
    [t("Keep this time"), [], command.keepTargets, "pin", command.hasMovable],
    [t("Let the planner move it"), [], command.releaseTargets, "wand-sparkles", command.hasKept],
    [t("Deadline…"), ["f"], command.chooseDeadline, "flag", command.hasTargets],
    [
      t("Impact"),
      ["1", "2", "3", "4"],
      (key) => command.setImpact(Number(key)),
      "",
      command.hasTargets,
    ],
    [t("Make a subtask of the task above"), ["Tab"], () => nest(1), "", command.hasOneTarget],
    [t("Move out of its parent"), ["Shift+Tab"], () => nest(-1), "", command.hasOneTarget],
    [t("Archive"), ["Shift+Backspace"], command.archiveTargets, "archive", command.hasTargets],
    [t("Delete"), ["Mod+Backspace"], command.deleteTargets, "trash-2", command.hasTargets],
  ],
  [t("Planner")]: [
    [t("Plan my day"), ["p"], plan.planDay, "wand-sparkles"],
    [t("Plan my week"), ["Shift+P"], plan.planWeek, "calendar-range"],
    [t("Plan a time range…"), ["r"], command.choose(planMenu, "range"), "clock"],
    [
      t("Find a time"),
      ["i"],
      command.choose(dialog, "find-time"),
      "calendar-clock",
      command.hasOneTarget,
    ],
    [t("Go to the proposal"), ["g p"], focusProposal],
    ...PLAN_ACTIONS.map(([text, run, icon]) => /** @type {TableRow} */ ([text, [], run, icon])),
  ],
  [t("Select")]: [
    [t("Select or deselect"), [" "], command.selectTarget, "", command.hasTargets],
    [t("Extend the selection down"), ["Shift+ArrowDown"], () => selectMoving(1)],
    [t("Extend the selection up"), ["Shift+ArrowUp"], () => selectMoving(-1)],
    [t("Select all"), ["Mod+a"], selectAll],
  ],
  [t("Calendar")]: [
    [t("Show one day"), ["d"], command.choose(view, "day"), "calendar-days"],
    [t("Show three days"), ["y"], command.choose(view, "days"), "columns-3"],
    [t("Show the week"), ["w"], command.choose(view, "week"), "calendar-range"],
    [t("Show the month"), ["o"], command.choose(view, "month"), "calendar-days"],
    [t("Back to today"), ["t"], goToday, "sun"],
    [t("Earlier"), ["["], () => turn(-1), "chevron-left"],
    [t("Later"), ["]"], () => turn(1), "chevron-right"],
    [t("Print the days on the calendar"), [], () => print(), "printer"],
    [t("Zoom in"), ["+", "="], () => zoomBy(1.15), "plus"],
    [t("Zoom out"), ["-"], () => zoomBy(1 / 1.15), "minus"],
  ],
  [t("Anywhere")]: [
    [t("Search and commands"), ["Mod+k"], command.choose(dialog, "palette")],
    [t("Undo"), ["z", "Mod+z"], undo, "undo-2"],
    [t("Redo"), ["Shift+Z", "Mod+Shift+z"], redo, "rotate-ccw"],
    [t("Switch light and dark"), ["Shift+D"], command.switchTheme, "moon"],
    [t("Settings"), [], () => location.assign("/settings/"), "settings"],
    [t("Keyboard shortcuts"), ["?", "Mod+/"], command.choose(dialog, "help"), "keyboard"],
    [t("Close or clear the selection"), ["Escape"], command.closeTop],
  ],
  [t("Energy")]: Object.entries(ENERGIES).map(([value, { icon, name }]) => {
    return [
      t("Energy: {name}", { name }),
      [],
      command.choose(energy, /** @type {Energy} */ (value)),
      icon,
    ];
  }),
  [t("Sort")]: Object.entries(SORTS).map(([value, name]) => {
    const run = command.choose(sort, /** @type {Sort} */ (value));
    return [t("Sort: {order}", { order: name }), [], run, "arrow-up-down"];
  }),
};

/** @type {Command[]} */
export const COMMANDS = Object.entries(TABLE).flatMap(([group, lines]) =>
  lines.map(([text, keys, run, icon, when]) => ({ group, text, keys, run, icon, when })),
);

/** Return the keys of a command that are switched on. @param {{keys?: string[]}} command */
export const keysOf = ({ keys = [] }) => keys.filter(isKeyEnabled);

/** Keys of a proposal, in its list and on the calendar. */
export const PROPOSAL_KEYS = [
  { text: t("Accept or reject"), keys: [" "] },
  { text: t("Apply accepted changes"), keys: ["Enter"] },
  { text: t("Explain"), keys: ["w"] },
  { text: t("Discard"), keys: ["Escape"] },
  { text: t("Plan another time range"), keys: ["Shift+drag"] },
];

/** Keys of a block on the calendar, which handles them itself. */
export const BLOCK_KEYS = [
  { text: t("Choose an hour and add a task"), keys: ["↑", "↓", "Enter"] },
  { text: t("Move by 15 minutes"), keys: ["Alt+↑", "Alt+↓"] },
  { text: t("Resize by 15 minutes"), keys: ["Alt+Shift+↑", "Alt+Shift+↓"] },
  { text: t("Move by a day"), keys: ["Alt+←", "Alt+→"] },
  { text: t("Remove from the calendar"), keys: ["Delete"] },
];
