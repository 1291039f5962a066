/** The form that adds a domain: its name and its colour. */

import { send } from "#wd/core/api.js";
import { hue } from "#wd/core/colour.js";
import { t } from "#wd/core/i18n.js";
import { html } from "#wd/core/ui.js";
import { change } from "#wd/tasks/state/changes.js";
import { activeDomains } from "#wd/tasks/state/derived.js";
import { go } from "#wd/tasks/state/route.js";
import { Popover } from "#wd/tasks/views/popover.js";

/** The palette of tasks/palette.py, in the order in which it suggests colours. */
const COLOURS = {
  "#4d85e4": t("Blue"),
  "#cf661a": t("Orange"),
  "#049f7c": t("Jade"),
  "#ca5b95": t("Pink"),
  "#8d8e02": t("Olive"),
  "#8874dd": t("Violet"),
  "#d55a60": t("Red"),
  "#4e9d3c": t("Green"),
  "#b065c1": t("Purple"),
  "#b07d02": t("Amber"),
  "#029aa1": t("Teal"),
  "#0394c4": t("Sky"),
};

/** Return the colour that the fewest domains have. */
function nextColour() {
  const used = (/** @type {string} */ colour) =>
    activeDomains.peek().filter((domain) => domain.colour === colour).length;
  return Object.keys(COLOURS).reduce((best, colour) => (used(colour) < used(best) ? colour : best));
}

/** @param {{anchor: Element | null, onClose: () => void}} props */
export function NewDomain({ anchor, onClose }) {
  const first = nextColour();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [name, colour] = [String(form.get("name")).trim(), String(form.get("colour"))];
    if (!name) return;
    const text = t("Created the domain {name}", { name });
    const patches = await change({}, () => send("POST", "/domains", { name, colour }), { text });
    const id = patches?.[0]?.domains?.[0]?.id;
    if (!id) return; // the server rejected it: a toast says why
    onClose();
    go({ name: "domain", id });
  };
  return html`<${Popover} anchor=${anchor} label=${t("New domain")} kind="new-domain"
    onClose=${onClose}>
    <form onSubmit=${submit}>
      <input class="input" name="name" aria-label=${t("Name")} placeholder=${t("Work, Health…")}
        autocomplete="off" maxlength="100" data-first />
      <fieldset class="swatches"><legend class="sr">${t("Colour")}</legend>
        ${Object.entries(COLOURS).map(
          ([colour, name]) => html`<label key=${colour} class="hue" style=${hue(colour)}
            title=${name}><input type="radio" name="colour" value=${colour}
            defaultChecked=${colour === first} /><span class="sr">${name}</span></label>`,
        )}
      </fieldset>
      <footer><button type="submit" class="primary">${t("Add")}</button>
        <button type="button" class="quiet" onClick=${onClose}>${t("Cancel")}</button></footer>
    </form>
  <//>`;
}
