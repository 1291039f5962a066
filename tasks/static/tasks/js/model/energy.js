/** Pure: which tasks fit the person's current energy. */

/** @type {Record<Energy, Set<Clarity>>} */
const CLARITIES = {
  zombie: new Set(/** @type {Clarity[]} */ (["autopilot"])),
  normal: new Set(/** @type {Clarity[]} */ (["autopilot", "normal"])),
  focus: new Set(/** @type {Clarity[]} */ (["autopilot", "normal", "brainstorm"])),
};

/** @param {{clarity: Clarity}} task @param {Energy} energy */
export const fits = ({ clarity }, energy) => CLARITIES[energy].has(clarity);
