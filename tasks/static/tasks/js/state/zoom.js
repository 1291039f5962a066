/** The height of an hour, saved in the preferences so that every device shows the same. */
import { clamp } from "#wd/core/time.js";
import { hourHeight } from "#wd/tasks/state/page.js";
import { setPreferences } from "#wd/tasks/state/preferences.js";

const MIN_HEIGHT = 30;
const MAX_HEIGHT = 120;
const SETTLED_MS = 800;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {number} factor @param {number} [clientY] the point whose time stays in place */
export function zoomBy(factor, clientY) {
  const scroller = document.querySelector(".hours");
  const before = hourHeight.value;
  hourHeight.value = clamp(Math.round(before * factor), MIN_HEIGHT, MAX_HEIGHT);
  clearTimeout(timer);
  timer = setTimeout(() => setPreferences({ hour_height: hourHeight.value }), SETTLED_MS);
  if (!scroller) return;
  const box = scroller.getBoundingClientRect();
  const at = clientY === undefined ? box.height / 3 : clientY - box.top;
  const hours = (scroller.scrollTop + at) / before;
  requestAnimationFrame(() => {
    scroller.scrollTop = hours * hourHeight.value - at;
  });
}
