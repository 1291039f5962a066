/**
 * Writes that could not be sent: stored in this browser, for the person who is signed in, until sent.
 */

/**
 * A request's body, and where it goes: a line of quick add unless it says otherwise. `key` makes
 * sending it again harmless; `words` say what it did.
 * @typedef {{key: string, line: Record<string, any>, method?: string, path?: string, words?: string}} Held
 */

const STORE = "lines";
const OWNER = "whendoist.owner";

/** Whose lines these are: who is signed in, or who last was when the page cannot say. */
function owner() {
  const { owner: here } = document.documentElement.dataset;
  if (here) localStorage.setItem(OWNER, here);
  return here ?? localStorage.getItem(OWNER) ?? "";
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

/** @param {Held} held */
export const hold = (held) =>
  inStore("readwrite", (store) => store.put({ ...held, owner: owner(), at: Date.now() }));

/** @param {string} key */
export const release = (key) => inStore("readwrite", (store) => store.delete(key));

/**
 * Oldest first; what somebody else wrote in this browser is not ours to send.
 * @returns {Promise<Held[]>}
 */
export async function waiting() {
  const me = owner();
  const all = await inStore("readonly", (store) => store.getAll());
  return all.filter((held) => held.owner === me).sort((a, b) => a.at - b.at);
}
