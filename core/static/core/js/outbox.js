/**
 * Writes on their way to the server, and the last snapshot. This browser stores both for the
 * signed-in person: the writes until they are sent, the snapshot until someone signs out.
 */

/**
 * Fields to show until the server responds, by kind and id.
 * @typedef {Partial<Record<"tasks" | "instances", Map<number, object>>>} Overlay
 */
/**
 * The body of a request (`line`) and its method and path; by default a line of quick add. `key` is
 * the idempotency key; `words` describe the change. `version` is the row's version after our earlier
 * write to it, which this one builds on. `attempted` means that the server may have it,
 * `errors` counts its failures to save it, and `problem` is the sentence with which it rejected it.
 * @typedef {{key: string, line: Record<string, any>, method?: string, path?: string, words?: string, version?: number, overlay?: Overlay, attempted?: boolean, errors?: number, problem?: string, at?: number}}
 * PendingWrite
 */
/** @typedef {{owner: string, at: number, snapshot: any}} StoredSnapshot */

const WRITES = "lines";
const SNAPSHOTS = "snapshots";
const OWNER = "whendoist.owner";
/** More writes than a person makes during a long flight. */
const MAX_WRITES = 500;

/** Too many writes are stored already. */
export class OutboxFull extends Error {}

/** The signed-in person's id, or the last known one where the page does not contain it. */
export function owner() {
  const { owner: current } = document.documentElement.dataset;
  if (current) localStorage.setItem(OWNER, current);
  return current ?? localStorage.getItem(OWNER) ?? "";
}

/**
 * The open database. It stays open, so that a page that is being closed can still store a text.
 * @type {IDBDatabase | null}
 */
let open = null;

/** @returns {Promise<IDBDatabase>} */
const database = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("whendoist-outbox", 2);
    request.onupgradeneeded = () => createStores(request.result);
    request.onsuccess = () => {
      const db = request.result;
      const forget = () => {
        db.close();
        if (open === db) open = null;
      };
      Object.assign(db, { onclose: forget, onversionchange: forget });
      open = db;
      resolve(db);
    };
    request.onerror = () => reject(request.error);
  });

/** @param {IDBDatabase} db */
function createStores(db) {
  const names = db.objectStoreNames;
  if (!names.contains(WRITES)) db.createObjectStore(WRITES, { keyPath: "key" });
  if (!names.contains(SNAPSHOTS)) db.createObjectStore(SNAPSHOTS, { keyPath: "owner" });
}

/** Rows of a browser without a database; they last as long as the page. */
const memory = {
  [WRITES]: /** @type {Map<string, any>} */ (new Map()),
  [SNAPSHOTS]: /** @type {Map<string, any>} */ (new Map()),
};

/** Return a store with the methods in use. @param {Map<string, any>} rows @returns {any} */
const storeInMemory = (rows) => ({
  put: (/** @type {any} */ row) => rows.set(row.key ?? row.owner, row),
  delete: (/** @type {string} */ key) => rows.delete(key),
  get: (/** @type {string} */ key) => ({ result: rows.get(key) }),
  getAll: () => ({ result: [...rows.values()] }),
  clear: () => rows.clear(),
});

/**
 * Run requests in one transaction; resolves to the result of `work`'s request once it is stored.
 * @template T
 * @param {keyof typeof memory} name @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function inStore(name, mode, work) {
  const db = open ?? (await database().catch(() => null));
  if (!db) return work(storeInMemory(memory[name])).result;
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(name, mode);
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
    // Without waiting for the results: the page may be gone before they arrive.
    transaction.commit();
  });
}

let latest = 0;

/** Return the time, later than the last time: writes of one millisecond have an order too. */
function nextTime() {
  latest = Math.max(Date.now(), latest + 1);
  return latest;
}

/** @param {PendingWrite} write @returns {Promise<unknown>} rejects with `OutboxFull` */
export async function addWrite(write) {
  const at = nextTime();
  if (count >= MAX_WRITES) throw new OutboxFull();
  count++;
  return inStore(WRITES, "readwrite", (store) => store.put({ ...write, owner: owner(), at }));
}

/** Store a changed write in its old place. @param {PendingWrite} write as listed */
export const updateWrite = (write) => inStore(WRITES, "readwrite", (store) => store.put(write));

/** @param {string} key */
export const removeWrite = (key) => inStore(WRITES, "readwrite", (store) => store.delete(key));

/**
 * Remove a sent write, and store the changed writes that build on it, both or neither.
 * @param {string} key @param {PendingWrite[]} changed
 */
export const finishWrite = (key, changed) =>
  inStore(WRITES, "readwrite", (store) => {
    for (const write of changed) store.put(write);
    return store.delete(key);
  });

/** The number of the person's writes when they were last listed. */
let count = 0;

/**
 * Return the signed-in person's writes, oldest first.
 * @returns {Promise<PendingWrite[]>}
 */
export async function listWrites() {
  const current = owner();
  const all = await inStore(WRITES, "readonly", (store) => store.getAll());
  const own = all.filter((write) => write.owner === current).sort((a, b) => a.at - b.at);
  count = own.length;
  return own;
}

/** @returns {Promise<StoredSnapshot | undefined>} of the signed-in person */
export const loadSnapshot = () => inStore(SNAPSHOTS, "readonly", (store) => store.get(owner()));

/** Store the person's snapshot instead of all others on this device. @param {any} snapshot */
export const storeSnapshot = (snapshot) =>
  inStore(SNAPSHOTS, "readwrite", (store) => {
    store.clear();
    return store.put({ owner: owner(), at: Date.now(), snapshot });
  });
