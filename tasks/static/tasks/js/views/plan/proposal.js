/** A proposal as a list of what would change: beside the calendar, or a sheet below it. */
import { hue } from "#wd/core/colour.js";
import { classes, computed, html, useLayoutEffect, useRef } from "#wd/core/ui.js";
import { counted } from "#wd/tasks/model/wording.js";
import { colourOf, entryAt } from "#wd/tasks/state/derived.js";
import {
  accepted,
  apply,
  changes,
  discard,
  lit,
  planAgain,
  planning,
  proposal,
  refusal,
  rejected,
  stopPlanning,
  toggle,
  toggleAll,
} from "#wd/tasks/state/plan.js";
import { askWhy, Why } from "#wd/tasks/views/plan/explanation.js";
import { proposalKeys } from "#wd/tasks/views/plan/keys.js";
import { lateBy, wasAt, whenOf } from "#wd/tasks/views/plan/wording.js";

/** @typedef {import("#wd/tasks/model/plan.js").Change} Change */

const SECTIONS = { moved: "Moved", added: "Added", removed: "Off the calendar" };

export function Proposal() {
  const now = proposal.value;
  if (now) return html`<${Sheet} key=${now.id} now=${now} />`;
  return html`<aside class="proposal waiting" aria-label="Planning">
    <p role="status">Planning…</p><i class="meter"></i>
    <button type="button" class="quiet" onClick=${stopPlanning}>Cancel</button>
  </aside>`;
}

/** @param {{now: Proposal}} props */
function Sheet({ now }) {
  /** @type {{current: HTMLElement | null}} */
  const aside = useRef(null);
  useLayoutEffect(() => holdFocus(/** @type {HTMLElement} */ (aside.current)), []);
  return html`<aside class="proposal" ref=${aside} aria-label="Proposal" onKeyDown=${proposalKeys}
      aria-busy=${String(planning.value)}>
      <header>
        <h2 tabindex="-1">${now.title}</h2>
        <div><p>${now.sentence}</p>
          ${
            changes.value.length > 1 &&
            html`<button type="button" class="text-button" onClick=${toggleAll}>
              ${rejected.value.size ? "Accept all" : "Accept none"}</button>`
          }</div>
        ${refusal.value && html`<p class="notice bad">${refusal.value}</p>`}
      </header>
      <div class="proposal-body">
        ${Object.entries(SECTIONS).map(
          ([state, name]) => html`<${Section} key=${state} name=${name}
          found=${changes.value.filter((change) => change.state === state)} />`,
        )}
        <${LeftOut} found=${now.left_out} />
        ${
          !changes.value.length &&
          !now.left_out.length &&
          html`<p class="nothing"><b>Nothing to plan</b>Everything has its place already.</p>`
        }
      </div>
      <${Foot} />
    </aside>
    <${Why} />`;
}

/** To the first change, and in the end back to where one was. @param {HTMLElement} aside */
function holdFocus(aside) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const first = aside.querySelector("input") ?? aside.querySelector("h2");
  first?.focus();
  // The calendar may still have to turn to the day.
  requestAnimationFrame(() =>
    document.querySelector(".proposed")?.scrollIntoView({ block: "nearest" }),
  );
  return () => before?.focus({ preventScroll: true });
}

/** @param {{name: string, found: Change[]}} props */
const Section = ({ name, found }) =>
  found.length > 0 &&
  html`<section><h3>${name} <small>${found.length}</small></h3>
    <ul>${found.map((change) => html`<${Item} key=${change.key} change=${change} />`)}</ul>
  </section>`;

/** @param {{change: Change}} props */
function Item({ change: { key, title, state, parts } }) {
  const entry = entryAt(key);
  const point = () => {
    lit.value = key;
    document
      .querySelector(`.calendar [data-change^="${key}"]`)
      ?.scrollIntoView({ block: "nearest" });
  };
  return html`<li class=${classes("hue", lit.value === key && "lit")}
    style=${hue(entry && colourOf(entry))}>
    <label>
      <input type="checkbox" data-change=${parts[0].key} checked=${!rejected.value.has(key)}
        onChange=${() => toggle(key)} onFocus=${point} />
      <i class="dot"></i>
      <span><b>${title}</b>${parts.map(
        (part) =>
          html`<small key=${part.key}>${words(part, state)}${
            part.late_minutes ? html`<em> · ${lateBy(part.late_minutes)}</em>` : ""
          }</small>`,
      )}</span>
    </label>
    ${state !== "removed" && html`<${Ask} of=${parts[0].key} title=${title} word="Why here?" />`}
  </li>`;
}

/** The day of a plan for one day. */
const onlyDay = computed(() => {
  const { blocks = [] } = proposal.value ?? {};
  return blocks.every(({ date }) => date === blocks[0].date) ? blocks[0]?.date : "";
});

/** @param {import("#wd/tasks/model/plan.js").Part} part @param {Change["state"]} state */
const words = (part, state) =>
  state === "removed"
    ? wasAt(part, onlyDay.value)
    : [whenOf(part, onlyDay.value), part.was && wasAt(part.was, part.date)]
        .filter(Boolean)
        .join(", ");

/** @param {{of: string, title: string, word: string}} props */
const Ask = ({ of, title, word }) => html`<button type="button" class="text-button"
  onClick=${(/** @type {MouseEvent} */ event) => askWhy(of, /** @type {Element} */ (event.currentTarget))}>
  ${word}<span class="sr"> ${title}</span></button>`;

/** @param {{found: LeftOut[]}} props */
function LeftOut({ found }) {
  const [meant, others] = [true, false].map((wanted) =>
    found.filter((one) => one.meant === wanted),
  );
  const item = (/** @type {LeftOut} */ { key, title, sentence }) => html`<li key=${key}>
    <span data-change=${key} tabindex="-1"><b>${title}</b><small>${sentence}</small></span>
    <${Ask} of=${key} title=${title} word="Why not?" /></li>`;
  return html`${
    meant.length > 0 &&
    html`<section><h3>Left out <small>${meant.length}</small></h3><ul>${meant.map(item)}</ul></section>`
  }
  ${
    others.length > 0 &&
    html`<details>
      <summary>${meant.length ? "And " : ""}${counted(others.length, "undated task")} without room</summary><ul>${others.map(item)}</ul></details>`
  }`;
}

function Foot() {
  const count = accepted.value.length;
  const none = !changes.value.length;
  return html`<footer>
    ${
      !none &&
      html`<button type="button" class="primary" disabled=${!count} onClick=${apply}>
        Apply ${count}<kbd>↵</kbd></button>`
    }
    ${
      rejected.value.size > 0 &&
      html`<button type="button" class="quiet" onClick=${planAgain}>Plan without these</button>`
    }
    <button type="button" class="quiet danger" onClick=${discard}>${none ? "Close" : "Discard"}</button>
  </footer>`;
}
