/**
 * Saves a form in place: sends it, and takes the part of the page around it out of the answer. The
 * server draws that part either way, so without script the page does the same by loading anew.
 */

const said = /** @type {HTMLElement} */ (document.querySelector("[data-announcement]"));
const OFFLINE = "You are offline. Nothing was saved; what you wrote is still here.";
const FAILED = "The server could not save that. Try again in a minute.";

/** @param {HTMLElement} form @param {string} sentence */
function fail(form, sentence) {
  const place = form.querySelector("[data-saved]");
  if (place) place.textContent = sentence;
  said.textContent = sentence;
}

/** @param {HTMLElement} part @param {Document} page */
function replace(part, page) {
  const fresh = page.getElementById(part.id);
  if (!fresh) return location.reload(); // signed out, most likely: the server says so
  const focused = document.activeElement?.id;
  part.replaceWith(fresh);
  const wrong = /** @type {HTMLElement | null} */ (fresh.querySelector("[aria-invalid]"));
  (wrong ?? document.getElementById(focused || part.id))?.focus();
  const sentence = fresh.querySelector(".errorlist, [data-saved]")?.textContent ?? "";
  said.textContent = sentence.replace(/\s+/g, " ").trim();
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

// "Saved" is true only until the next change.
document.addEventListener("input", (event) => {
  const form = /** @type {HTMLElement} */ (event.target).closest("[data-inline]");
  form?.querySelector("[data-saved]")?.replaceChildren();
});
