/** Pure: splits the quick-add line into plain text and recognised tokens. */

/** @typedef {{kind: string, start: number, end: number, text: string}} Token */

/** Return the tokens that still match the line: it may have changed since the server read it.
 * @template {Token} T @param {string} text @param {T[]} tokens */
export const currentTokens = (text, tokens) =>
  tokens
    .filter(({ start, end, text: token }) => text.slice(start, end) === token)
    .sort((a, b) => a.start - b.start);

/** @param {string} text @param {Token[]} tokens @returns {{text: string, kind: string | null}[]} */
export function splitLine(text, tokens) {
  const parts = [];
  let at = 0;
  for (const { kind, start, end } of currentTokens(text, tokens)) {
    if (start < at) continue;
    if (start > at) parts.push({ text: text.slice(at, start), kind: null });
    parts.push({ text: text.slice(start, end), kind });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), kind: null });
  return parts;
}

/** Return the line without a token. @param {string} text @param {Token} token */
export const removeToken = (text, { start, end }) =>
  `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();

/** Return the line with a suggestion inserted, and the new position of the caret.
 * @param {string} text @param {{start: number, end: number, text: string}} suggestion */
export function insertSuggestion(text, { start, end, text: word }) {
  const before = `${text.slice(0, start)}${word} `;
  return { text: before + text.slice(end).replace(/^ /, ""), caret: before.length };
}
