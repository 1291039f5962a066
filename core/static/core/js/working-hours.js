/** Adds and removes ranges of working hours without a request to the server. */

/** Read "09:00" or "9:00 am" as the page shows them; the server reads other texts. @param {string} text */
function minutesOf(text) {
  const [, hour, minute, half] = /^(\d\d?):(\d\d)(?: ([ap])m)?$/.exec(text.trim()) ?? [];
  if (!hour) return Number.NaN;
  return (
    (half ? (Number(hour) % 12) + (half === "p" ? 12 : 0) : Number(hour)) * 60 + Number(minute)
  );
}

class WorkingHours extends HTMLElement {
  connectedCallback() {
    for (const button of this.querySelectorAll(".range button")) this.enable(button);
    this.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const summary = target.closest("summary");
      if (summary) this.add(event, /** @type {HTMLElement} */ (summary.parentElement));
      if (target.closest(".range button"))
        this.removeRange(/** @type {Element} */ (target.closest(".range")));
    });
    this.addEventListener("input", (event) =>
      this.updateNightNote(/** @type {Element} */ (event.target).closest(".range")),
    );
  }

  /** @param {Element} button */
  enable(button) {
    /** @type {HTMLElement} */ (button).hidden = false;
  }

  /**
   * Add another pair of times; without script, `details` reveals a single one.
   * @param {Event} event @param {HTMLElement} details
   */
  add(event, details) {
    event.preventDefault();
    const pair = /** @type {Element} */ (details.querySelector(".range")?.cloneNode(true));
    details.parentElement?.querySelector(".off")?.remove();
    details.before(pair);
    pair.querySelector("input")?.focus();
  }

  /** @param {Element} pair */
  removeRange(pair) {
    const ranges = pair.parentElement;
    const form = pair.closest("form");
    pair.remove();
    ranges?.querySelector("summary")?.focus();
    form?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {Element | null} pair */
  updateNightNote(pair) {
    const [start, end] = pair?.querySelectorAll("input") ?? [];
    const note = pair?.querySelector("small");
    if (note) note.hidden = !(minutesOf(end.value) <= minutesOf(start.value));
  }
}

customElements.define("working-hours", WorkingHours);
