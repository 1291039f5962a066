/** Shows below the first tasks what quick add reads in each line, while the person types. */

const TYPING_PAUSE = 150; // milliseconds after the last key press before a request

class FirstTasks extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  /** @type {AbortController | undefined} */
  controller;

  connectedCallback() {
    this.field?.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), TYPING_PAUSE);
    });
    if (this.field?.value.trim()) this.load();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.controller?.abort();
  }

  get field() {
    return this.closest("form")?.querySelector("textarea");
  }

  async load() {
    const text = this.field?.value ?? "";
    this.controller?.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    const response = await fetch("/api/v1/quickadd/preview", {
      method: "POST",
      signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
      body: JSON.stringify({ text }),
    }).catch(() => null);
    if (!response?.ok) return;
    const { lines } = await response.json();
    if (!signal.aborted) this.querySelector("ul")?.replaceChildren(...lines.map(lineOf));
  }

  token() {
    const field = this.closest("form")?.querySelector("[name=csrfmiddlewaretoken]");
    return /** @type {HTMLInputElement | null} */ (field)?.value ?? "";
  }
}

/** @param {{depth: number, title: string, tokens: {label: string}[], problems: string[]}} line */
function lineOf({ depth, title, tokens, problems }) {
  const item = document.createElement("li");
  item.style.setProperty("--depth", String(depth));
  const name = document.createElement("span");
  name.textContent = title;
  item.append(name, ...tokens.map(({ label }) => chip(label)));
  if (problems.length) item.append(chip(problems[0], "problem"));
  return item;
}

/** @param {string} text @param {string} kind */
function chip(text, kind = "") {
  const element = document.createElement("b");
  element.className = `chip ${kind}`;
  element.textContent = text;
  return element;
}

customElements.define("first-tasks", FirstTasks);
