/** Pure: the quick-add line cut into plain and recognised pieces. */

/** @typedef {{kind: string, start: number, end: number, text: string}} Token */

/** The tokens that still stand where the server saw them: the line may have changed since.
 * @template {Token} T @param {string} text @param {T[]} tokens */
export const standing = (text, tokens) =>
  tokens
    .filter(({ start, end, text: own }) => text.slice(start, end) === own)
    .sort((a, b) => a.start - b.start);

/** @param {string} text @param {Token[]} tokens @returns {{text: string, kind: string | null}[]} */
export function pieces(text, tokens) {
  const found = [];
  let at = 0;
  for (const { kind, start, end } of standing(text, tokens)) {
    if (start < at) continue;
    if (start > at) found.push({ text: text.slice(at, start), kind: null });
    found.push({ text: text.slice(start, end), kind });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at), kind: null });
  return found;
}

/** The line without one token. @param {string} text @param {Token} token */
export const without = (text, { start, end }) =>
  `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();

/** The line with a suggestion taken, and where the caret goes.
 * @param {string} text @param {{start: number, end: number, text: string}} suggestion */
export function taken(text, { start, end, text: word }) {
  const before = `${text.slice(0, start)}${word} `;
  return { text: before + text.slice(end).replace(/^ /, ""), caret: before.length };
}
