/** Today, Week and Thoughts share one document: switching between them loads nothing. */
import { t } from "#wd/core/i18n.js";
import { batch, signal } from "#wd/core/ui.js";
import { page, pane, view } from "#wd/tasks/state/page.js";

/** @typedef {"today" | "week" | "thoughts"} Page */

/** @type {Record<Page, {path: string, title: string}>} */
const PAGES = {
  today: { path: "/", title: t("Today") },
  week: { path: "/week/", title: t("Week") },
  thoughts: { path: "/thoughts/", title: t("Thoughts") },
};

/** The title of the document, without the running timer. */
export const title = signal("");

/** @param {Page} to */
export function go(to) {
  if (to !== page.peek()) history.pushState({}, "", PAGES[to].path);
  show(to);
}

/** @param {Page} to */
export function show(to) {
  batch(() => {
    page.value = to;
    if (to === "week") view.value = "week";
    else if (to === "today" && view.peek() === "week") view.value = "day";
    pane.value = to === "week" ? "calendar" : "list";
  });
  title.value = `${PAGES[to].title} · Whendoist`;
}

/** @param {string} path @returns {Page | undefined} */
export const pageAt = (path) =>
  /** @type {Page[]} */ (Object.keys(PAGES)).find((name) => PAGES[name].path === path);

addEventListener("popstate", () => show(pageAt(location.pathname) ?? "today"));
