/** Talks to the JSON API. A refusal becomes a Problem whose message is a sentence for a person. */

/**
 * The server refused: `status`, the field at fault, and what is true instead: the row as it is now,
 * or a fresh proposal.
 */
export class Problem extends Error {
  /** @param {number} status @param {{title?: string, field?: string, current?: any, proposal?: any}} body */
  constructor(status, body) {
    super(body.title ?? `The server answered ${status}. Please try again.`);
    this.status = status;
    this.field = body.field ?? null;
    this.current = body.current ?? null;
    this.proposal = body.proposal ?? null;
  }
}

/** The network did not carry the request. */
export class Unreachable extends Error {
  constructor() {
    super("You are offline. The change was not kept.");
  }
}

/** Names this tab in what the live stream tells, so that it knows its own changes. */
export const client = crypto.randomUUID().slice(0, 13);

/** Browsers refuse more than 64 KiB of such requests at a time. */
const KEEPALIVE_LIMIT = 16_000;

const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

/**
 * @param {string} method @param {string} path below /api/v1
 * @param {unknown} [body] @param {{signal?: AbortSignal, headers?: Record<string, string>}} [options]
 * @returns {Promise<any>} the answer's body
 */
export async function send(method, path, body, { signal, headers } = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(`/api/v1${path}`, {
    method,
    signal,
    // A change goes on its way even when the page is closed at once.
    keepalive: method !== "GET" && (text?.length ?? 0) < KEEPALIVE_LIMIT,
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": token(),
      "X-Client": client,
      // Another person may have signed in meanwhile, in another tab.
      "X-Owner": document.documentElement.dataset.owner ?? "",
      ...headers,
    },
    body: text,
  }).catch(lost);
  if (response.ok) return response.json().catch(lost);
  const refusal = await response.json().catch(() => ({}));
  if (response.status === 401) location.assign(`/accounts/login/?next=${location.pathname}`);
  throw new Problem(response.status, refusal);
}

/**
 * Drop late responses to reads of one thing: each read begins by asking for a function that says
 * whether its response is newer than all that were taken so far.
 */
export function newestOnly() {
  let begun = 0;
  let taken = 0;
  return () => {
    const read = ++begun;
    return () => {
      if (read < taken) return false;
      taken = read;
      return true;
    };
  };
}

/** Half an answer is none. @param {Error} error @returns {never} */
function lost(error) {
  throw error.name === "AbortError" ? error : new Unreachable();
}
