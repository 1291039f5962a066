/** Finds a time zone among six hundred, and offers the one that the browser knows. */

const detected = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Some zones have several names. @param {string} zone */
const plainest = (zone) => {
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zone; // which this browser does not know
  }
};
const NONE = "No time zone is called that.";

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
    const field = make("input", { type: "search", placeholder: "Find a city" });
    field.setAttribute("aria-label", `Find a city: ${this.querySelector("label")?.textContent}`);
    field.addEventListener("input", () => this.narrow(plain(field.value.trim())));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return; // it finds, it does not save
      event.preventDefault();
      this.select?.focus();
    });
    this.select?.after(field);
  }

  /**
   * Show what matches and choose the first of it; nothing typed, everything as it was.
   * @param {string} typed
   */
  narrow(typed) {
    const select = /** @type {HTMLSelectElement} */ (this.select);
    const found = [...select.options].filter((option) => {
      const matches = plain(`${option.value} ${option.text}`).includes(typed);
      option.hidden = option.disabled = !matches;
      return matches;
    });
    for (const group of select.querySelectorAll("optgroup")) {
      group.hidden = !group.querySelector("option:not([hidden])");
    }
    select.value = typed && found.length ? found[0].value : (this.chosen ?? "");
    const words = found.length ? `${select.selectedOptions[0]?.text}, ${found.length} found` : NONE;
    this.say(typed ? words : "");
  }

  /** @param {string} sentence */
  say(sentence) {
    this.querySelector("[type=search]")?.setAttribute("aria-invalid", String(sentence === NONE));
    const said = document.querySelector("[data-announcement]");
    if (said) said.textContent = sentence;
  }

  offer() {
    const select = /** @type {HTMLSelectElement} */ (this.select);
    const known = [...select.options].some(({ value }) => value === detected);
    if (!known || plainest(select.value) === plainest(detected)) return;
    const line = make("p", {
      className: "offer",
      textContent: `Your browser says ${detected.replaceAll("_", " ")}. `,
    });
    const button = make("button", {
      type: "button",
      className: "text-button",
      textContent: "Use it",
    });
    button.addEventListener("click", () => this.take(line));
    line.append(button);
    select.closest(".field")?.append(line);
  }

  /**
   * In the settings that saves; in the introduction the step's own button does.
   * @param {HTMLElement} line
   */
  take(line) {
    const select = /** @type {HTMLSelectElement} */ (this.select);
    this.narrow("");
    select.value = detected;
    line.remove();
    select.focus();
    if (select.form && "inline" in select.form.dataset) select.form.requestSubmit();
  }
}

customElements.define("zone-picker", ZonePicker);
