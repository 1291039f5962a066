/** A rejected text on its way back into the field in which it was typed. */

/** @type {{key: string, title: boolean, text: string} | null} */
let text = null;

/** @param {string} key of the entry @param {string} value @param {boolean} title or else its notes */
export function returnText(key, value, title) {
  text = { key, title, text: value };
}

/** Whether notes wait to be edited again. @param {string} key */
export const hasReturnedText = (key) => text?.key === key && !text.title;

/** Take the text for a field, once. @param {string} key @param {boolean} title */
export function takeReturnedText(key, title) {
  if (text?.key !== key || text.title !== title) return null;
  const value = text.text;
  text = null;
  return value;
}
