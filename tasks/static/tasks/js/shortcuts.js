/** Every shortcut, once: the keyboard, the palette and the help sheet read this table. */

import * as verb from "#wd/tasks/commands.js";
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
import { works } from "#wd/tasks/state/preferences.js";
import { go } from "#wd/tasks/state/route.js";
import { zoomBy } from "#wd/tasks/state/zoom.js";
import { goToday, turn } from "#wd/tasks/views/calendar/head.js";
import { started } from "#wd/tasks/views/plan/plan-button.js";
import { prefill } from "#wd/tasks/views/quickadd/prefill.js";

/**
 * `keys` are alternatives; a space stands between keys pressed one after the other. A command without
 * an icon is about moving there and not offered in the palette; `when` says whether it applies now.
 * @typedef {object} Command
 * @property {string} group @property {string} text @property {string[]} keys
 * @property {(key: string) => unknown} run
 * @property {string} [icon] @property {() => boolean} [when]
 */
/**
 * @typedef {[text: string, keys: string[], run: (key: string) => unknown, icon?: string, when?: () => boolean]}
 * Line
 */

/** @type {Record<string, Line[]>} */
const TABLE = {
  Move: [
    ["Next row", ["j", "ArrowDown"], () => move(1)],
    ["Previous row", ["k", "ArrowUp"], () => move(-1)],
    ["Fold", ["ArrowLeft"], () => fold(true)],
    ["Unfold", ["ArrowRight"], () => fold(false)],
    ["To the calendar", ["g c"], focusBlocks],
    ["To the list", ["g l"], focusList],
    ["Go to Today", ["g t"], () => go("today"), "sun"],
    ["Go to Week", ["g w"], () => go("week"), "calendar-range"],
    ["Go to Thoughts", ["g h"], () => go("thoughts"), "inbox"],
  ],
  Tasks: [
    ["Add a task", ["n", "q"], () => prefill(), "plus"],
    ["Open", ["Enter", "e"], verb.openTarget, "pencil", verb.one],
    ["Complete or open again", ["c"], verb.toggleTargets, "circle-check", verb.some],
    ["Skip this day", ["x"], verb.skipTargets, "skip-forward", verb.isInstance],
    ["Plan in the next gap", ["s"], verb.planTargets, "calendar-plus", verb.some],
    ["Any time today", ["a"], verb.anyTimeToday, "calendar-days", verb.some],
    ["Move to…", ["m"], verb.choose(dialog, "move"), "move", verb.some],
    ["Deadline…", ["f"], verb.choose(dialog, "deadline"), "flag", verb.some],
    ["Impact", ["1", "2", "3", "4"], (key) => verb.setImpact(Number(key)), "", verb.some],
    ["Under the task above", ["Tab"], () => nest(1), "", verb.one],
    ["Out of its parent", ["Shift+Tab"], () => nest(-1), "", verb.one],
    ["Archive", ["Shift+Backspace"], verb.archiveTargets, "archive", verb.some],
  ],
  Planner: [
    ["Plan my day", ["p"], plan.planDay, "wand-sparkles"],
    ["Plan my week", ["Shift+P"], plan.planWeek, "calendar-range"],
    ["Plan from … to …", ["r"], verb.choose(started, "range"), "clock"],
    ["When could I do this?", ["i"], verb.choose(dialog, "slots"), "calendar-clock", verb.one],
    ["To the proposal", ["g p"], focusProposal],
    ["Replan what has come apart", [], plan.repair, "history"],
    ...[15, 30, 60].map(
      (minutes) =>
        /** @type {Line} */ ([
          `I am ${minutes} minutes late`,
          [],
          () => plan.runLate(minutes),
          "hourglass",
        ]),
    ),
    ["Rest of the day off", [], plan.takeOff, "calendar-off"],
  ],
  Select: [
    ["Select or not", [" "], verb.selectTarget, "", verb.some],
    ["Select downwards", ["Shift+ArrowDown"], () => selectMoving(1)],
    ["Select upwards", ["Shift+ArrowUp"], () => selectMoving(-1)],
    ["Select all", ["Mod+a"], selectAll],
  ],
  Calendar: [
    ["Show one day", ["d"], verb.choose(view, "day"), "calendar-days"],
    ["Show three days", ["y"], verb.choose(view, "days"), "columns-3"],
    ["Show the week", ["w"], verb.choose(view, "week"), "calendar-range"],
    ["Show the month", ["o"], verb.choose(view, "month"), "calendar-days"],
    ["Back to today", ["t"], goToday, "sun"],
    ["Earlier", ["["], () => turn(-1), "chevron-left"],
    ["Later", ["]"], () => turn(1), "chevron-right"],
    ["Zoom in", ["+", "="], () => zoomBy(1.15), "plus"],
    ["Zoom out", ["-"], () => zoomBy(1 / 1.15), "minus"],
  ],
  Anywhere: [
    ["Find or run", ["Mod+k"], verb.choose(dialog, "palette")],
    ["Undo", ["z", "Mod+z"], undo, "undo-2"],
    ["Redo", ["Shift+Z", "Mod+Shift+z"], redo, "rotate-ccw"],
    ["Light or dark", ["Shift+D"], verb.switchTheme, "moon"],
    ["Settings", [], () => location.assign("/settings/"), "settings"],
    ["Keyboard shortcuts", ["?", "Mod+/"], verb.choose(dialog, "help"), "keyboard"],
    ["Close, or drop the selection", ["Escape"], verb.leave],
  ],
  Energy: Object.entries(ENERGIES).map(([value, { icon, name, says }]) => {
    return [
      `${name}: ${says.toLowerCase()}`,
      [],
      verb.choose(energy, /** @type {Energy} */ (value)),
      icon,
    ];
  }),
  Sort: Object.entries(SORTS).map(([value, name]) => {
    const run = verb.choose(sort, /** @type {Sort} */ (value));
    return [`Sort by ${name.toLowerCase()}`, [], run, "arrow-up-down"];
  }),
};

/** @type {Command[]} */
export const COMMANDS = Object.entries(TABLE).flatMap(([group, lines]) =>
  lines.map(([text, keys, run, icon, when]) => ({ group, text, keys, run, icon, when })),
);

/** Those of a command's keys that the person has not switched off. @param {{keys?: string[]}} command */
export const keysOf = ({ keys = [] }) => keys.filter(works);

/** What a proposal understands besides, in its list and on the calendar. */
export const PROPOSAL_KEYS = [
  { text: "Accept or reject", keys: [" "] },
  { text: "Apply what is accepted", keys: ["Enter"] },
  { text: "Why here? Why not?", keys: ["w"] },
  { text: "Discard", keys: ["Escape"] },
  { text: "Plan another stretch", keys: ["Shift+drag"] },
];

/** What a block on the calendar understands besides; it handles these itself. */
export const BLOCK_KEYS = [
  { text: "Earlier, later by 15 minutes", keys: ["Alt+↑", "Alt+↓"] },
  { text: "Shorter, longer by 15 minutes", keys: ["Alt+Shift+↑", "Alt+Shift+↓"] },
  { text: "Day before, day after", keys: ["Alt+←", "Alt+→"] },
  { text: "Off the calendar", keys: ["Delete"] },
];
