/** Clicks on the server-rendered frame around the planner: sidebar, tab bar, menus. */

import { switchTheme } from "#wd/tasks/commands.js";
import { dialog, page, pane } from "#wd/tasks/state/page.js";
import { go, placeAt } from "#wd/tasks/state/route.js";
import { prefill } from "#wd/tasks/views/quickadd/prefill.js";

/** @type {Record<string, (value: string) => void>} */
const ACTIONS = {
  dialog: (name) => {
    dialog.value = name;
  },
  // The calendar is beside every list; the list of this tab is Today.
  pane: (name) => {
    if (name === "list" && (pane.peek() === "list" || page.peek() === "week")) go("today");
    pane.value = /** @type {"list" | "calendar"} */ (name);
  },
  add: () => prefill(),
  theme: switchTheme,
  print: () => print(),
};

/** @param {MouseEvent} event */
export function handleFrameClick(event) {
  const target = /** @type {Element} */ (event.target);
  const link = /** @type {HTMLAnchorElement | null} */ (
    target.closest("a[data-page], a[data-place]")
  );
  if (link) return follow(event, link);
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-do]"));
  if (!button) return;
  const [name, value = ""] = (button.dataset.do ?? "").split(":");
  /** @type {any} */ (button.closest("[popover]"))?.hidePopover();
  ACTIONS[name]?.(value);
}

/**
 * Handle a plain click in this document; leave clicks that open a new tab to the browser.
 * @param {MouseEvent} event @param {HTMLAnchorElement} link
 */
function follow(event, link) {
  const place = placeAt(link.pathname);
  if (!place || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  /** @type {any} */ (link.closest("[popover]"))?.hidePopover();
  go(place);
}
