/**
 * Saves a form in place: posts it and replaces the surrounding part of the page by the same part of
 * the response. Without script the form works too, by reloading the page.
 */
import { t } from "./i18n.js";

const liveRegion = /** @type {HTMLElement} */ (document.querySelector("[data-announcement]"));
const OFFLINE = t("You're offline. Nothing was saved, but your changes are still here.");
const FAILED = t("The server couldn't save that. Please try again in a minute.");

/** @param {HTMLElement} form @param {string} sentence */
function fail(form, sentence) {
  const status = form.querySelector("[data-saved]");
  if (status) status.textContent = sentence;
  liveRegion.textContent = sentence;
}

/** @param {HTMLElement} part @param {Document} page */
function replace(part, page) {
  const fresh = page.getElementById(part.id);
  if (!fresh) return location.reload(); // probably signed out; the reload shows the sign-in page
  const focused = document.activeElement?.id;
  part.replaceWith(fresh);
  const invalid = /** @type {HTMLElement | null} */ (fresh.querySelector("[aria-invalid]"));
  (invalid ?? document.getElementById(focused || part.id))?.focus();
  const sentence = fresh.querySelector(".errorlist, [data-saved]")?.textContent ?? "";
  liveRegion.textContent = sentence.replace(/\s+/g, " ").trim();
  return undefined;
}

/** @param {Document} page */
function followTheme(page) {
  const { theme } = page.documentElement.dataset;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function send(form, submitter) {
  const body = new FormData(form, submitter);
  const response = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!response) return fail(form, OFFLINE);
  if (!response.ok) return fail(form, FAILED);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  followTheme(page);
  return replace(/** @type {HTMLElement} */ (form.closest("[data-part]")), page);
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!("inline" in form.dataset)) return;
  event.preventDefault();
  send(form, event.submitter);
});

// "Saved" holds only until the next change.
document.addEventListener("input", (event) => {
  const form = /** @type {HTMLElement} */ (event.target).closest("[data-inline]");
  form?.querySelector("[data-saved]")?.replaceChildren();
});
