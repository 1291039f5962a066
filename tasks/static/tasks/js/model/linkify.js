/** Pure: splits plain text into text and web addresses. */

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}]/g;

/** @param {string} text @returns {{text: string, href: string | null}[]} */
export function linkify(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index), href: null });
    parts.push({ text: match[0], href: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), href: null });
  return parts;
}
