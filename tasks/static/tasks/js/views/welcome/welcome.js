/** The first minutes: time zone, working hours, domains. Each step is kept at once; all can be skipped. */
import { html, useState } from "#wd/core/ui.js";
import { closeDialog, Dialog } from "#wd/tasks/views/overlay/dialog.js";
import { prefill } from "#wd/tasks/views/quickadd/prefill.js";
import { Areas } from "#wd/tasks/views/welcome/areas.js";
import { Hours } from "#wd/tasks/views/welcome/hours.js";
import { Zone } from "#wd/tasks/views/welcome/zone.js";

const STEPS = [
  { title: "Where are you?", Step: Zone },
  { title: "When do you work?", Step: Hours },
  { title: "What is your life made of?", Step: Areas },
];

export function Welcome() {
  const [at, setAt] = useState(0);
  const { title, Step } = STEPS[at];
  const next = () => {
    if (at + 1 < STEPS.length) return setAt(at + 1);
    closeDialog();
    setTimeout(prefill, 0);
  };
  return html`<${Dialog} label="Set up Whendoist" kind="welcome">
    <p class="welcome-steps" aria-label=${`Step ${at + 1} of ${STEPS.length}`}>
      ${STEPS.map((step, i) => html`<i key=${step.title} class=${i <= at ? "on" : ""}></i>`)}
      <span>Step ${at + 1} of ${STEPS.length}</span>
    </p>
    <h2 tabindex="-1" data-first key=${title}>${title}</h2>
    <${Step} key=${`step${at}`} onDone=${next} />
    <button type="button" class="text-button welcome-skip" onClick=${closeDialog}>Skip the rest</button>
  <//>`;
}
