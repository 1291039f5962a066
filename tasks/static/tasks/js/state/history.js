/** Changes that this tab can undo and redo without asking the server which one is the last. */

/** @typedef {import("#wd/core/outbox.js").Overlay} Overlay */
/**
 * A change that can be undone: the fields before it, and the idempotency keys of its writes or the
 * ids of its activities. It is acknowledged once the server has carried it out.
 * @typedef {{before: Overlay, text: string, keys?: string[], activities?: Promise<number[]>, acknowledged?: boolean}}
 * Undoable
 */

/** @type {Undoable[]} */
export const undoables = [];
/** @type {Undoable[]} */
export const redoables = [];

/** @param {Undoable[]} history @param {Undoable} undoable */
export function forget(history, undoable) {
  const at = history.indexOf(undoable);
  if (at >= 0) history.splice(at, 1);
}

/**
 * Forget changes that the server knows: something else was changed after them, so only its log has
 * the order. Changes that wait to be sent come after it.
 */
export function forgetAcknowledged() {
  for (const history of [undoables, redoables]) {
    const later = history.filter(({ acknowledged }) => !acknowledged);
    history.splice(0, history.length, ...later);
  }
}
