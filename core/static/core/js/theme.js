/** Light and dark: stored in a cookie so that the server renders the right theme. */

const root = document.documentElement;

export const isDark = () =>
  root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;

/** @param {string} theme light, dark or system */
export function setTheme(theme) {
  const chosen = theme === "light" || theme === "dark";
  if (chosen) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const age = chosen ? 31536000 : 0;
  const secure = location.protocol === "https:" ? ";secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
  document.cookie = `theme=${theme};path=/;max-age=${age};samesite=lax${secure}`;
}
