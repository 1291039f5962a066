/** Pure: the hue of a domain's colour. The style sheet sets lightness and chroma. */

/** @param {number} channel 0–255, gamma-encoded sRGB */
function linear(channel) {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/**
 * Hue in degrees and chroma of "#rrggbb" in OKLCH (Björn Ottosson, "A perceptual color space").
 * @param {string} hex
 */
export function oklch(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16)));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { hue: ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360, chroma: Math.hypot(a, bb) };
}

/** @type {Map<string, Record<string, number>>} */
const cache = new Map();
const GREY = { "--h": 0, "--c": 0 };

/**
 * Return the custom properties of a `.hue` element; greys stay grey.
 * @param {string | null | undefined} colour
 */
export function hue(colour) {
  if (!colour) return GREY;
  const cached = cache.get(colour);
  if (cached) return cached;
  const { hue: degrees, chroma } = oklch(colour);
  const style = chroma < 0.02 ? GREY : { "--h": Math.round(degrees) };
  cache.set(colour, style);
  return style;
}
