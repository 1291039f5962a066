/** Pure: plain text with its web addresses apart. */

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}]/g;

/** @param {string} text @returns {{text: string, href: string | null}[]} */
export function linkify(text) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > at) found.push({ text: text.slice(at, match.index), href: null });
    found.push({ text: match[0], href: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ text: text.slice(at), href: null });
  return found;
}
