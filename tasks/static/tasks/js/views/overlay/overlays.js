/** The dialog in front. */
import { html } from "#wd/core/ui.js";
import { dialog } from "#wd/tasks/state/page.js";
import { lazy } from "#wd/tasks/views/lazy.js";

/** @type {Record<string, ReturnType<typeof lazy>>} */
const DIALOGS = {
  palette: lazy(() => import("#wd/tasks/views/overlay/palette.js").then((part) => part.Palette)),
  help: lazy(() => import("#wd/tasks/views/overlay/help.js").then((part) => part.Help)),
  move: lazy(() => import("#wd/tasks/views/overlay/move.js").then((part) => part.Move)),
  deadline: lazy(() =>
    import("#wd/tasks/views/overlay/deadline.js").then((part) => part.DeadlineDialog),
  ),
};

/** In idle time, so that the first ⌘K loses no key. */
export const loadAhead = () => Promise.all(Object.values(DIALOGS).map(({ load }) => load()));

export function Overlays() {
  const name = dialog.value;
  return name && DIALOGS[name] ? html`<${DIALOGS[name].Component} key=${name} />` : null;
}
