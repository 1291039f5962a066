/** Searches the time zones, and suggests the browser's own zone. */
import { t, tn } from "./i18n.js";

const detected = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Return the canonical name: some zones have several. @param {string} zone */
const canonical = (zone) => {
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zone; // this browser does not know it
  }
};
const NO_MATCH = t("No time zone matches.");

/** Without accents, capitals and underscores. @param {string} text */
const plain = (text) =>
  text.replaceAll("_", " ").toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string>} fields
 */
const make = (tag, fields) => Object.assign(document.createElement(tag), fields);

class ZonePicker extends HTMLElement {
  connectedCallback() {
    this.select = /** @type {HTMLSelectElement} */ (this.querySelector("select"));
    this.chosen = this.select.value;
    this.select.addEventListener("change", () => {
      this.chosen = this.select?.value;
    });
    this.search();
    if ("offer" in this.dataset) this.offer();
  }

  search() {
    const field = make("input", { type: "search", placeholder: t("Find a city") });
    const label = this.querySelector("label")?.textContent;
    field.setAttribute("aria-label", t("Find a city: {label}", { label }));
    field.addEventListener("input", () => this.narrow(plain(field.value.trim())));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return; // Enter must not submit the form
      event.preventDefault();
      this.select?.focus();
    });
    this.select?.after(field);
  }

  /**
   * Show the matching zones and select the first; an empty query restores the selection.
   * @param {string} query
   */
  narrow(query) {
    const select = /** @type {HTMLSelectElement} */ (this.select);
    const matching = [...select.options].filter((option) => {
      const matches = plain(`${option.value} ${option.text}`).includes(query);
      option.hidden = option.disabled = !matches;
      return matches;
    });
    for (const group of select.querySelectorAll("optgroup")) {
      group.hidden = !group.querySelector("option:not([hidden])");
    }
    select.value = query && matching.length ? matching[0].value : (this.chosen ?? "");
    const zone = select.selectedOptions[0]?.text;
    const result = matching.length
      ? tn("{zone}, {count} match", "{zone}, {count} matches", matching.length, { zone })
      : NO_MATCH;
    this.announce(query ? result : "");
  }

  /** @param {string} sentence */
  announce(sentence) {
    this.querySelector("[type=search]")?.setAttribute(
      "aria-invalid",
      String(sentence === NO_MATCH),
    );
    const liveRegion = document.querySelector("[data-announcement]");
    if (liveRegion) liveRegion.textContent = sentence;
  }

  offer() {
    const select = /** @type {HTMLSelectElement} */ (this.select);
    const known = [...select.options].some(({ value }) => value === detected);
    if (!known || canonical(select.value) === canonical(detected)) return;
    const line = make("p", {
      className: "offer",
      textContent: t("Your browser uses {zone}.", { zone: detected.replaceAll("_", " ") }),
    });
    const button = make("button", {
      type: "button",
      className: "text-button",
      textContent: t("Use it"),
    });
    button.addEventListener("click", () => this.useDetected(line));
    line.append(" ", button);
    select.closest(".field")?.append(line);
  }

  /**
   * Select the detected zone; in the settings this also saves the form.
   * @param {HTMLElement} line
   */
  useDetected(line) {
    const select = /** @type {HTMLSelectElement} */ (this.select);
    this.narrow("");
    select.value = detected;
    line.remove();
    select.focus();
    if (select.form && "inline" in select.form.dataset) select.form.requestSubmit();
  }
}

customElements.define("zone-picker", ZonePicker);
