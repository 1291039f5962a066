/** Begins the planner: takes the snapshot out of the page, draws, then follows what changes. */
import { effect, html, render, signal } from "#wd/core/ui.js";
import { frameClicked } from "#wd/tasks/frame.js";
import { pressed } from "#wd/tasks/keyboard.js";
import { unsaved } from "#wd/tasks/state/changes.js";
import { startClock, today } from "#wd/tasks/state/clock.js";
import { shownDays } from "#wd/tasks/state/derived.js";
import { link, startLive } from "#wd/tasks/state/live.js";
import { ensureLoaded } from "#wd/tasks/state/loaded-days.js";
import { sendHeld } from "#wd/tasks/state/outbox.js";
import { day, hourHeight, page, pane, view } from "#wd/tasks/state/page.js";
import { proposal } from "#wd/tasks/state/plan.js";
import { watchOffer } from "#wd/tasks/state/repair-offer.js";
import { pageAt, show } from "#wd/tasks/state/route.js";
import { boot, preferences } from "#wd/tasks/state/server.js";
import { Calendar } from "#wd/tasks/views/calendar/calendar.js";
import { later, loadAhead } from "#wd/tasks/views/lazy.js";
import { List } from "#wd/tasks/views/list/list.js";
import { Overlays } from "#wd/tasks/views/overlay/overlays.js";
import { Toast } from "#wd/tasks/views/overlay/toast.js";
import { Panel } from "#wd/tasks/views/panel/lazy-panel.js";
import { Plan } from "#wd/tasks/views/plan/lazy-plan.js";
import { Domains, showInFrame } from "#wd/tasks/views/sidebar.js";

const Thoughts = later("Thoughts");

/** Three short tasks instead of a long one: the server's frame is shown, then the list is drawn,
 * then the calendar. */
const second = signal(false);

/** What stands in the document is on the screen. A page in the background is shown no frames. */
const shown = () =>
  new Promise((done) => {
    if (document.hidden) setTimeout(done);
    else requestAnimationFrame(() => setTimeout(done));
  });

const Planner = () => html`<h1 class="sr">Plan your day</h1>
  ${page.value === "thoughts" ? html`<${Thoughts} />` : html`<${List} />`}
  ${second.value ? html`<${Calendar} />` : html`<section class="calendar"></section>`}
  <${Plan} /><${Panel} /><${Overlays} /><${Toast} />`;

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

function begin() {
  boot(JSON.parse(element("snapshot").textContent ?? ""));
  hourHeight.value = preferences.value.hour_height ?? hourHeight.value;
  startClock();
  day.value = today.value;
  show(pageAt(location.pathname) ?? "today");
}

function draw() {
  const root = element("main");
  root.textContent = "";
  render(html`<${Planner} />`, root);
  render(html`<${Domains} />`, element("domains"));
  shown().then(() => {
    second.value = true;
  });
}

function follow() {
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
  // A change that waits for another one's answer would be lost.
  addEventListener("beforeunload", (event) => unsaved.value && event.preventDefault());
  effect(showInFrame);
  effect(() => {
    ensureLoaded(shownDays.value);
  });
  addEventListener("keydown", pressed);
  document.addEventListener("click", frameClicked);
}

function connect() {
  startLive();
  addEventListener("online", sendHeld);
  sendHeld();
  effect(() => {
    if (link.value === "live") sendHeld();
  });
  watchOffer();
  loadAhead();
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
}

await shown();
begin();
draw();
follow();
(self.requestIdleCallback ?? setTimeout)(connect);
performance.measure("planner:ready", { start: 0 });
