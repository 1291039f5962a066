/** Texts that the person has typed but not added yet: this tab keeps them through a reload. */
import { owner } from "#wd/core/outbox.js";

const keyOf = (/** @type {string} */ name) => `whendoist.draft.${owner()}.${name}`;

/** @param {string} name of the field, or "" for one that keeps nothing */
export const draftOf = (name) => (name && sessionStorage.getItem(keyOf(name))) || "";

/** @param {string} name @param {string} text */
export function keepDraft(name, text) {
  if (!name) return;
  if (text) sessionStorage.setItem(keyOf(name), text);
  else sessionStorage.removeItem(keyOf(name));
}
