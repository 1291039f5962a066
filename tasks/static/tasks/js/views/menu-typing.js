/** Finds the item of a menu by the first letters of its name. */

const PAUSE_MS = 700;
let typed = "";
let typedAt = 0;

/**
 * The same letter again goes to the next item that begins with it.
 * @param {string} key @param {HTMLElement[]} items @param {number} at the index of the focused item
 * @returns {HTMLElement | undefined}
 */
export function findTyped(key, items, at) {
  if (key.length !== 1 || (key === " " && !isTyping())) return undefined;
  typed = (isTyping() ? typed : "") + key.toLowerCase();
  typedAt = Date.now();
  const repeated = [...typed].every((letter) => letter === typed[0]);
  const prefix = repeated ? typed[0] : typed;
  const from = repeated ? at + 1 : at;
  const inOrder = [...items.slice(from), ...items.slice(0, from)];
  return inOrder.find((item) => nameOf(item).startsWith(prefix));
}

/** Forget what was typed in another menu. */
export function forgetTyped() {
  typed = "";
}

const isTyping = () => typed !== "" && Date.now() - typedAt < PAUSE_MS;

/** @param {HTMLElement} item */
const nameOf = (item) => (item.querySelector("span")?.textContent ?? "").trim().toLowerCase();
