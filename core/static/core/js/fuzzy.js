/**
 * Pure: how well a query matches a text; 0 is not at all. Word starts and runs of letters count more.
 * @param {string} query @param {string} text
 */
export function score(query, text) {
  if (!query) return 1;
  const wanted = query.toLowerCase();
  const whole = text.toLowerCase();
  const at = whole.indexOf(wanted);
  if (at >= 0) return 1000 - Math.min(at, 500) + (at === 0 || whole[at - 1] === " " ? 500 : 0);
  return scattered(wanted, whole);
}

/** @param {string} wanted @param {string} whole */
function scattered(wanted, whole) {
  let points = 0;
  let found = 0;
  let run = 0;
  for (let i = 0; i < whole.length && found < wanted.length; i++) {
    if (whole[i] !== wanted[found]) {
      run = 0;
      continue;
    }
    points += 1 + run * 2 + (i === 0 || whole[i - 1] === " " ? 6 : 0);
    run++;
    found++;
  }
  return found === wanted.length ? points : 0;
}
