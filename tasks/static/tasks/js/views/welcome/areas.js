/** Step 3: the domains to begin with. */
import { send } from "#wd/core/api.js";
import { hue } from "#wd/core/colour.js";
import { classes, html, useState } from "#wd/core/ui.js";
import { activeDomains } from "#wd/tasks/state/derived.js";
import { keepUp } from "#wd/tasks/state/live.js";
import { notify } from "#wd/tasks/state/notice.js";

const OFFERS = [
  { name: "Work", colour: "#3b6fd8" },
  { name: "Home", colour: "#c08a1e" },
  { name: "Health", colour: "#2f9e5b" },
  { name: "Learning", colour: "#8d5bd6" },
  { name: "People", colour: "#12a5b8" },
  { name: "Money", colour: "#b0508a" },
];

/** @param {{name: string, colour: string}[]} domains */
async function addAll(domains) {
  const begin = activeDomains.peek().length;
  for (const [i, domain] of domains.entries()) {
    keepUp(await send("POST", "/domains", { ...domain, position: begin + i + 1 }));
  }
}

/** @param {{onDone: () => void}} props */
export function Areas({ onDone }) {
  const known = new Set(activeDomains.value.map(({ name }) => name));
  const offers = OFFERS.filter(({ name }) => !known.has(name));
  const [chosen, setChosen] = useState(() => new Set(known.size ? [] : ["Work", "Home", "Health"]));
  const toggle = (/** @type {string} */ name) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setChosen(next);
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const own = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("own"));
    const names = own
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    const added = names.map((name, i) => ({
      name,
      colour: OFFERS[(i + 3) % OFFERS.length].colour,
    }));
    try {
      await addAll([...offers.filter(({ name }) => chosen.has(name)), ...added]);
      onDone();
    } catch (error) {
      notify(/** @type {Error} */ (error).message);
    }
  };
  return html`<form onSubmit=${submit}>
    ${known.size > 0 && html`<p>You have ${[...known].join(", ")}.</p>`}
    <div class="welcome-areas" role="group" aria-label="Domains">
      ${offers.map(({ name, colour }) => html`<button type="button" key=${name} class=${classes("area hue", chosen.has(name) && "on")} style=${hue(colour)} aria-pressed=${String(chosen.has(name))} onClick=${() => toggle(name)}><i class="dot"></i>${name}</button>`)}
    </div>
    <div class="field"><label for="own">Others, with commas between</label><input id="own" name="own" autocomplete="off" maxlength="300" placeholder="Garden, Band" /></div>
    <button type="submit" class="primary">Start planning</button>
  </form>`;
}
