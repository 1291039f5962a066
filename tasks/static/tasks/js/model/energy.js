/** Pure: which tasks fit the energy a person has now. */

/** @type {Record<Energy, Set<Clarity>>} */
const SHOWN = {
  zombie: new Set(/** @type {Clarity[]} */ (["autopilot"])),
  normal: new Set(/** @type {Clarity[]} */ (["autopilot", "normal"])),
  focus: new Set(/** @type {Clarity[]} */ (["autopilot", "normal", "brainstorm"])),
};

/** @param {{clarity: Clarity}} task @param {Energy} energy */
export const fits = ({ clarity }, energy) => SHOWN[energy].has(clarity);
