/**
 * Writes that could not be sent. This browser stores them for the signed-in person until they are
 * sent.
 */

/**
 * The body of a request (`line`) and its method and path; by default a line of quick add. `key` is
 * the idempotency key; `words` describe the change for undo. `version` is the row's version after our
 * earlier write to it, which this one builds on.
 * @typedef {{key: string, line: Record<string, any>, method?: string, path?: string, words?: string, version?: number}} PendingWrite
 */

const STORE = "lines";
const OWNER = "whendoist.owner";

/** The signed-in person's id, or the last known one where the page does not contain it. */
function owner() {
  const { owner: current } = document.documentElement.dataset;
  if (current) localStorage.setItem(OWNER, current);
  return current ?? localStorage.getItem(OWNER) ?? "";
}

/** @returns {Promise<IDBDatabase>} */
const database = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("whendoist-outbox", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @template T
 * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function inStore(mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const request = work(db.transaction(STORE, mode).objectStore(STORE));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }).finally(() => db.close());
}

/** @param {PendingWrite} write */
export const addWrite = (write) =>
  inStore("readwrite", (store) => store.put({ ...write, owner: owner(), at: Date.now() }));

/** Store a changed write in its old place. @param {PendingWrite} write as listed */
export const updateWrite = (write) => inStore("readwrite", (store) => store.put(write));

/** @param {string} key */
export const removeWrite = (key) => inStore("readwrite", (store) => store.delete(key));

/**
 * Return the signed-in person's writes, oldest first.
 * @returns {Promise<PendingWrite[]>}
 */
export async function listWrites() {
  const current = owner();
  const all = await inStore("readonly", (store) => store.getAll());
  return all.filter((write) => write.owner === current).sort((a, b) => a.at - b.at);
}
