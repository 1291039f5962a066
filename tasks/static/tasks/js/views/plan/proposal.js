/** The changes of a proposal as a list: beside the calendar, or in a sheet below it. */
import { hue } from "#wd/core/colour.js";
import { t, tn } from "#wd/core/i18n.js";
import {
  classes,
  computed,
  html,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "#wd/core/ui.js";
import { colourOf, entryAt } from "#wd/tasks/state/derived.js";
import {
  accepted,
  apply,
  applyError,
  changes,
  discard,
  explanationOf,
  highlightedKey,
  planAgain,
  planning,
  planWith,
  proposal,
  rejected,
  stopPlanning,
  toggle,
  toggleAll,
} from "#wd/tasks/state/plan.js";
import { Explanation, explain } from "#wd/tasks/views/plan/explanation.js";
import { proposalKeys } from "#wd/tasks/views/plan/keys.js";
import { lateBy, wasAt, whenOf } from "#wd/tasks/views/plan/wording.js";

/** @typedef {import("#wd/tasks/model/plan.js").Change} Change */

const SECTIONS = { moved: t("Moved"), added: t("Added"), removed: t("Removed from the calendar") };

export function Proposal() {
  const current = proposal.value;
  if (current) return html`<${Sheet} key=${current.id} current=${current} />`;
  return html`<aside class="proposal waiting" aria-label=${t("Planning")}>
    <p role="status">${t("Planning…")}</p><i class="meter"></i>
    <button type="button" class="quiet" onClick=${stopPlanning}>${t("Cancel")}</button>
  </aside>`;
}

/** @param {{current: Proposal}} props */
function Sheet({ current }) {
  /** @type {{current: HTMLElement | null}} */
  const aside = useRef(null);
  const [first, ...rest] = current.sentences;
  useLayoutEffect(() => takeFocus(/** @type {HTMLElement} */ (aside.current)), []);
  return html`<aside class="proposal" ref=${aside} aria-label=${t("Proposal")} onKeyDown=${proposalKeys}
      aria-busy=${String(planning.value)}>
      <header>
        <h2 tabindex="-1">${current.title}</h2>
        <div><p><b>${first}</b></p>
          ${
            changes.value.length > 1 &&
            html`<button type="button" class="text-button" onClick=${toggleAll}>
              ${rejected.value.size ? t("Accept all") : t("Reject all")}</button>`
          }</div>
        ${applyError.value && html`<p class="notice bad">${applyError.value}</p>`}
      </header>
      <div class="proposal-body">
        <div class="notes">${rest.map((sentence) => html`<p key=${sentence}>${sentence}</p>`)}
        ${[...current.all_day, ...current.conflicts].map(
          (question) => html`<${Answerable} key=${question.sentence} ...${question} />`,
        )}
        <${ReleaseAll} conflicts=${current.conflicts.filter(({ label }) => label)} /></div>
        <${Risks} chances=${current.chances.filter(({ sentence }) => sentence)} />
        ${Object.entries(SECTIONS).map(
          ([state, name]) => html`<${Section} key=${state} name=${name}
          items=${changes.value.filter((change) => change.state === state)} />`,
        )}
        <${Unplanned} unplanned=${[...current.partial.filter(({ meant }) => meant), ...current.left_out]} />
        <${Kept} blocks=${current.blocks.filter(({ state }) => state === "kept")} />
      </div>
      <${Foot} />
    </aside>
    <${Explanation} />`;
}

/** What the plan asks, with a button that plans again. @param {Question} question */
const Answerable = ({ sentence, label, request }) => html`<div><p>${sentence}</p>
  ${
    label &&
    html`<button type="button" class="text-button" onClick=${() => planWith(request)}>
      ${label}</button>`
  }</div>`;

/** One button for several times that are under events. @param {{conflicts: Question[]}} props */
function ReleaseAll({ conflicts }) {
  if (conflicts.length < 2) return null;
  const released = conflicts.flatMap(({ request }) => request.released ?? []);
  const text = tn("Let the planner move it", "Let the planner move all {count}", released.length);
  return html`<button type="button" class="text-button" onClick=${() => planWith({ released })}>
    ${text}</button>`;
}

/** Focus the first change, and restore the focus at the end. @param {HTMLElement} aside */
function takeFocus(aside) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const first = aside.querySelector("input") ?? aside.querySelector("h2");
  first?.focus();
  // The calendar may first have to turn to the day.
  requestAnimationFrame(() =>
    document.querySelector(".proposed")?.scrollIntoView({ block: "nearest" }),
  );
  return () => before?.focus({ preventScroll: true });
}

/** @param {{name: string, items: Change[]}} props */
const Section = ({ name, items }) =>
  items.length > 0 &&
  html`<section><h3>${name} <small>${items.length}</small></h3>
    <ul>${items.map((change) => html`<${Item} key=${change.key} change=${change} />`)}</ul>
  </section>`;

/** @param {{change: Change}} props */
function Item({ change: { key, title, state, parts } }) {
  const entry = entryAt(key);
  const on = !rejected.value.has(key);
  const highlight = () => {
    highlightedKey.value = key;
    document
      .querySelector(`.calendar [data-change^="${key}"]`)
      ?.scrollIntoView({ block: "nearest" });
  };
  return html`<li class=${classes("hue", highlightedKey.value === key && "lit")}
    style=${hue(entry && colourOf(entry))}>
    <label>
      <input type="checkbox" data-change=${parts[0].key} checked=${on}
        onChange=${() => toggle(key)} onFocus=${highlight} />
      <i class="dot"></i>
      <span><b title=${title}>${title}</b>${parts.map(
        (part) =>
          html`<small key=${part.key}>${on ? slotLabel(part, state) : unchangedLabel(part, state)}${
            on && part.late_minutes ? html`<em> · ${lateBy(part.late_minutes)}</em>` : ""
          }</small>`,
      )}</span>
    </label>
    ${state !== "removed" && html`<${ExplainButton} of=${parts[0].key} title=${title} label=${t("Why here?")} />`}
  </li>`;
}

/** The day of a plan that covers a single day. */
const onlyDay = computed(() => {
  const { blocks = [] } = proposal.value ?? {};
  return blocks.every(({ date }) => date === blocks[0].date) ? blocks[0]?.date : "";
});

/** @param {import("#wd/tasks/model/plan.js").Part} part @param {Change["state"]} state */
const slotLabel = (part, state) =>
  state === "removed"
    ? wasAt(part, onlyDay.value)
    : [whenOf(part, onlyDay.value), part.was && wasAt(part.was, part.date)]
        .filter(Boolean)
        .join(", ");

/** What happens if the change is rejected. @param {import("#wd/tasks/model/plan.js").Part} part @param {Change["state"]} state */
function unchangedLabel(part, state) {
  if (state === "removed") return t("Stays: {time}", { time: whenOf(part, onlyDay.value) });
  return part.was ? t("Stays: {time}", { time: whenOf(part.was, part.date) }) : t("Not planned");
}

/** @param {{of: string, title: string, label: string}} props */
const ExplainButton = ({ of, title, label }) => html`<button type="button" class="text-button"
  onClick=${(/** @type {MouseEvent} */ event) => explain(of, /** @type {Element} */ (event.currentTarget))}>
  ${label}<span class="sr"> ${title}</span></button>`;

/** Deadlines that may not hold, and what would help. @param {{chances: Chance[]}} props */
const Risks = ({ chances }) =>
  chances.length > 0 &&
  html`<section><h3>${t("Deadlines at risk")} <small>${chances.length}</small></h3><ul>${chances.map(
    ({ key, sentence }) => html`<li key=${key}><span><small>${sentence}</small></span></li>`,
  )}</ul></section>`;

/** Blocks that stay. @param {{blocks: PlanBlock[]}} props */
const Kept = ({ blocks }) =>
  blocks.length > 0 &&
  html`<details>
    <summary>${tn("{count} block stays", "{count} blocks stay", blocks.length)}</summary><ul>${blocks.map(
      (block) =>
        html`<li key=${block.key}><span><b title=${block.title}>${block.title}</b><small>${whenOf(block, "")}</small></span></li>`,
    )}</ul></details>`;

/** Tasks that do not fit: those with a date, then the undated. @param {{unplanned: LeftOut[]}} props */
function Unplanned({ unplanned }) {
  const dated = unplanned.filter(({ meant }) => meant);
  const undated = unplanned.filter(({ meant }) => !meant);
  const item = (/** @type {LeftOut} */ { key, title, sentence }) => html`<li key=${key}>
    <span data-change=${key} tabindex="-1"><b title=${title}>${title}</b><${WhyNot} of=${key} sentence=${sentence} /></span>
    <${ExplainButton} of=${key} title=${title} label=${t("Why not?")} /></li>`;
  return html`${
    dated.length > 0 &&
    html`<section><h3>${t("Doesn't fit")} <small>${dated.length}</small></h3><ul>${dated.map(item)}</ul></section>`
  }
  ${
    undated.length > 0 &&
    html`<details>
      <summary>${tn("{count} undated task doesn't fit", "{count} undated tasks don't fit", undated.length)}</summary><ul>${undated.map(item)}</ul></details>`
  }`;
}

/** Why a task does not fit, loaded once it is visible. @param {{of: string, sentence: string}} props */
function WhyNot({ of, sentence }) {
  const [reason, setReason] = useState(sentence);
  const element = useRef(null);
  useEffect(() => {
    if (sentence) return;
    const observer = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      observer.disconnect();
      explanationOf(of).then(
        (why) => setReason(why.sentence),
        () => {}, // the button tells what is wrong
      );
    });
    observer.observe(/** @type {any} */ (element.current));
    return () => observer.disconnect();
  }, []);
  return html`<small ref=${element}>${reason}</small>`;
}

function Foot() {
  const count = accepted.value.length;
  const empty = !changes.value.length;
  return html`<footer>
    ${
      !empty &&
      html`<button type="button" class="primary" disabled=${!count} onClick=${apply}>
        ${tn("Apply {count} change", "Apply {count} changes", count)}<kbd>↵</kbd></button>`
    }
    ${
      rejected.value.size > 0 &&
      html`<button type="button" class="quiet" onClick=${planAgain}>${t("Replan without these")}</button>`
    }
    <button type="button" class="quiet danger" onClick=${discard}>${empty ? t("Close") : t("Discard")}</button>
  </footer>`;
}
