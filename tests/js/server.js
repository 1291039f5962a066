/** A fake server at the HTTP edge, which responds when the test tells it to. */

/** @typedef {{method: string, path: string, body: any, headers: any, respond: (body: object, status?: number) => Promise<void>}} PendingRequest */

/** @type {PendingRequest[]} */
export const requests = [];
/** Those without a response. @type {Set<PendingRequest["respond"]>} */
const open = new Set();

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

globalThis.document = /** @type {any} */ ({
  cookie: "csrftoken=abc",
  documentElement: { dataset: {} },
});
globalThis.localStorage = /** @type {any} */ ({ getItem: () => null, setItem: () => {} });
globalThis.fetch = /** @type {any} */ (
  (/** @type {string} */ url, /** @type {any} */ { method, body, headers }) =>
    new Promise((resolve) => {
      const respond = async (/** @type {object} */ content, status = 200) => {
        open.delete(respond);
        resolve(new Response(JSON.stringify(content), { status }));
        await settled();
      };
      open.add(respond);
      const path = url.replace("/api/v1", "");
      requests.push({ method, path, headers, body: body && JSON.parse(body), respond });
    })
);

/** Return the next request, once it has been made. @returns {Promise<PendingRequest>} */
export async function nextRequest() {
  for (let wait = 0; wait < 20 && !requests.length; wait++) await settled();
  const request = requests.shift();
  if (!request) throw new Error("there is no request");
  return request;
}

/** Reject what earlier tests left open: writes are sent in order. */
export async function rejectOpen() {
  for (let wait = 0; wait < 5; wait++) {
    for (const respond of open) await respond({ title: "No." }, 422);
    await settled();
  }
  requests.length = 0;
}
