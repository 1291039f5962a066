/**
 * Messages in the person's language. Sources call `t` and `tn` with the English text. In production
 * `manage.py assets` replaces that text with a number, and the page loads one list per language
 * (English too) before its modules run.
 */

/** @typedef {Record<string, string | number | null | undefined>} Values */
/** @typedef {Partial<Record<Intl.LDMLPluralRule, string>>} PluralForms */

/** @type {Record<string, any>} by number in production, by English text everywhere else */
const catalogue = /** @type {any} */ (globalThis).whendoistMessages ?? {};

const language = globalThis.document?.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);

/** The locale for dates: English pages write them the British way ("24 Nov"). */
export const locale = language === "en" ? "en-GB" : language;

/** @param {string} text @param {Values} values */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

/**
 * Translate a whole sentence; `{name}` stands for a value.
 * @param {string} message @param {Values} [values]
 * @returns {string}
 */
export const t = (message, values = {}) => fill(catalogue[message] ?? message, values);

/**
 * Translate a sentence that depends on a number; `{count}` stands for it.
 * @param {string} one @param {string} other @param {number} count @param {Values} [values]
 * @returns {string}
 */
export function tn(one, other, count, values = {}) {
  /** @type {PluralForms} */
  const forms = catalogue[one] ?? { one, other };
  return fill(forms[plurals.select(count)] ?? forms.other ?? one, { count, ...values });
}
