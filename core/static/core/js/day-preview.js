/** Shows what lunch, breaks and the share do to a day while the person changes them. */

const PAUSE = 200; // milliseconds after the last key press before a request

class DayPreview extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  /** @type {AbortController | undefined} */
  controller;

  connectedCallback() {
    this.form?.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), PAUSE);
    });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.controller?.abort();
  }

  get form() {
    return this.closest("form");
  }

  /** Replace the strip; values that the form would reject leave it as it is. */
  async load() {
    if (!this.form) return;
    this.controller?.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    const values = new URLSearchParams();
    for (const field of this.form.querySelectorAll(".field input")) {
      const { name, value } = /** @type {HTMLInputElement} */ (field);
      values.set(name, value);
    }
    const response = await fetch(`${this.dataset.source}?${values}`, { signal }).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!signal.aborted) this.replaceChildren(...page.body.childNodes);
  }
}

customElements.define("day-preview", DayPreview);
