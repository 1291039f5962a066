/** Starts the planner: reads the snapshot in the page, renders it, then follows changes. */
import { effect, html, render, signal } from "#wd/core/ui.js";
import { handleFrameClick } from "#wd/tasks/frame.js";
import { handleKeydown } from "#wd/tasks/keyboard.js";
import { restoreChanges, unsaved, unstored } from "#wd/tasks/state/changes.js";
import { startClock, today } from "#wd/tasks/state/clock.js";
import { visibleDays } from "#wd/tasks/state/derived.js";
import { ensureFinished } from "#wd/tasks/state/finished-days.js";
import { link, startLive } from "#wd/tasks/state/live.js";
import { ensureLoaded } from "#wd/tasks/state/loaded-days.js";
import { sendPending } from "#wd/tasks/state/outbox.js";
import { day, hourHeight, page, pane, place, view } from "#wd/tasks/state/page.js";
import { proposal } from "#wd/tasks/state/plan.js";
import { watchOffers } from "#wd/tasks/state/repair-offer.js";
import { heading, pathOf, startRouting } from "#wd/tasks/state/route.js";
import { boot, preferences } from "#wd/tasks/state/server.js";
import { bootStored, isStored, keepFiles, keepStored } from "#wd/tasks/state/stored-page.js";
import { timedEntry, titleWithTimer } from "#wd/tasks/state/timer.js";
import { Calendar } from "#wd/tasks/views/calendar/calendar.js";
import { lazy, preloadParts } from "#wd/tasks/views/lazy.js";
import { List } from "#wd/tasks/views/list/list.js";
import { Overlays } from "#wd/tasks/views/overlay/overlays.js";
import { Toast } from "#wd/tasks/views/overlay/toast.js";
import { Panel } from "#wd/tasks/views/panel/lazy-panel.js";
import { Plan } from "#wd/tasks/views/plan/lazy-plan.js";
import { RunningTimer } from "#wd/tasks/views/running-timer.js";
import { Lists, updateFrame } from "#wd/tasks/views/sidebar.js";
import { Splitter } from "#wd/tasks/views/splitter.js";

/** Rendering takes three short tasks instead of a long one: the server's frame, then the list, then
 * the calendar. */
const showCalendar = signal(false);

/** Resolves after the next paint. A page in the background paints no frames. */
const nextPaint = () =>
  new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve);
    else requestAnimationFrame(() => setTimeout(resolve));
  });

/** Pages that replace the list. @type {Partial<Record<Place["name"], any>>} */
const PAGES = { thoughts: lazy("Thoughts"), trash: lazy("Trash") };

const Planner = () => html`<h1 class="sr">${heading.value}</h1>
  <${PAGES[page.value] ?? List} key=${pathOf(place.value)} />
  ${showCalendar.value ? html`<${Calendar} />` : html`<section class="calendar"></section>`}
  <${Splitter} /><${Plan} /><${Panel} /><${Overlays} /><${Toast} />`;

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

async function loadSnapshot() {
  boot(JSON.parse(element("snapshot").textContent ?? ""));
  if (isStored()) await bootStored();
  hourHeight.value = preferences.value.hour_height ?? hourHeight.value;
  startClock();
  day.value = today.value;
  startRouting();
}

function renderPage() {
  const root = element("main");
  root.textContent = "";
  render(html`<${Planner} />`, root);
  for (const box of document.querySelectorAll("[data-lists]")) render(html`<${Lists} />`, box);
  for (const bar of document.querySelectorAll("[data-timer]")) {
    render(html`<${RunningTimer} />`, bar);
  }
  nextPaint().then(() => {
    showCalendar.value = true;
  });
}

function watch() {
  restoreChanges();
  const root = document.documentElement;
  effect(() => {
    root.dataset.pane = pane.value;
    root.dataset.view = view.value;
    root.dataset.at = page.value;
    root.toggleAttribute("data-proposal", proposal.value !== null);
  });
  effect(() => {
    root.toggleAttribute("data-unsaved", unsaved.value > 0);
  });
  addEventListener("beforeunload", (event) => unstored.value && event.preventDefault());
  effect(updateFrame);
  effect(() => {
    document.title = titleWithTimer.value;
    root.toggleAttribute("data-timing", Boolean(timedEntry.value));
  });
  effect(() => {
    ensureLoaded(visibleDays.value);
    ensureFinished(visibleDays.value);
  });
  addEventListener("keydown", handleKeydown);
  document.addEventListener("click", handleFrameClick);
}

function connect() {
  startLive();
  addEventListener("online", sendPending);
  effect(() => {
    if (link.value === "live") sendPending();
  });
  watchOffers();
  keepStored();
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
  preloadParts().then(keepFiles);
}

await nextPaint();
await loadSnapshot();
renderPage();
watch();
(self.requestIdleCallback ?? setTimeout)(connect);
performance.measure("planner:ready", { start: 0 });
