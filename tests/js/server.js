/** A server at the HTTP edge: answers when the test says so. */

/** @typedef {{method: string, path: string, body: any, headers: any, answer: (body: object, status?: number) => Promise<void>}} Asked */

/** @type {Asked[]} */
export const asked = [];

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

globalThis.document = /** @type {any} */ ({
  cookie: "csrftoken=abc",
  documentElement: { dataset: {} },
});
globalThis.fetch = /** @type {any} */ (
  (/** @type {string} */ url, /** @type {any} */ { method, body, headers }) =>
    new Promise((resolve) => {
      const answer = async (/** @type {object} */ content, status = 200) => {
        resolve(new Response(JSON.stringify(content), { status }));
        await settled();
      };
      const path = url.replace("/api/v1", "");
      asked.push({ method, path, headers, body: body && JSON.parse(body), answer });
    })
);

/** The next request, once it has been made. @returns {Promise<Asked>} */
export async function next() {
  await settled();
  const request = asked.shift();
  if (!request) throw new Error("nothing was asked");
  return request;
}
