/** Previews the height of an hour while the person chooses it. */

class HourHeight extends HTMLElement {
  connectedCallback() {
    const field = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    const show = () => this.style.setProperty("--hour", `${field.value}px`);
    field.addEventListener("input", show);
    show();
  }
}

customElements.define("hour-height", HourHeight);
