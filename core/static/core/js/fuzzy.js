/**
 * Pure: return how well a query matches a text; 0 means no match. Word starts and runs of letters
 * score higher.
 * @param {string} query @param {string} text
 */
export function score(query, text) {
  if (!query) return 1;
  const needle = query.toLowerCase();
  const haystack = text.toLowerCase();
  const at = haystack.indexOf(needle);
  if (at >= 0) return 1000 - Math.min(at, 500) + (at === 0 || haystack[at - 1] === " " ? 500 : 0);
  return scoreScattered(needle, haystack);
}

/** @param {string} needle @param {string} haystack */
function scoreScattered(needle, haystack) {
  let points = 0;
  let matched = 0;
  let run = 0;
  for (let i = 0; i < haystack.length && matched < needle.length; i++) {
    if (haystack[i] !== needle[matched]) {
      run = 0;
      continue;
    }
    points += 1 + run * 2 + (i === 0 || haystack[i - 1] === " " ? 6 : 0);
    run++;
    matched++;
  }
  return matched === needle.length ? points : 0;
}
