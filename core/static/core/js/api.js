/** The JSON API. An error response becomes a Problem whose message can be shown to the person. */

import { t } from "#wd/core/i18n.js";

/**
 * An error response: `status`, the invalid field, and the current row or a new proposal where the
 * server sent one.
 */
export class Problem extends Error {
  /** @param {number} status @param {{title?: string, field?: string, current?: any, proposal?: any}} body */
  constructor(status, body) {
    super(
      body.title ?? t("The server returned an error ({status}). Please try again.", { status }),
    );
    this.status = status;
    this.field = body.field ?? null;
    this.current = body.current ?? null;
    this.proposal = body.proposal ?? null;
  }
}

/** The request did not reach the server, or its response did not arrive completely. */
export class Unreachable extends Error {
  constructor() {
    super(t("You're offline. The change wasn't saved."));
  }
}

/** Identifies this tab: the live stream skips hints about the tab's own changes. */
export const client = crypto.randomUUID().slice(0, 13);

/** Browsers reject more than 64 KiB of keepalive requests at a time. */
const KEEPALIVE_LIMIT = 16_000;

const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

/**
 * @param {string} method @param {string} path below /api/v1
 * @param {unknown} [body] @param {{signal?: AbortSignal, headers?: Record<string, string>}} [options]
 * @returns {Promise<any>} the body of the response
 */
export async function send(method, path, body, { signal, headers } = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(`/api/v1${path}`, {
    method,
    signal,
    // The browser sends a change even when the page is closed right away.
    keepalive: method !== "GET" && (text?.length ?? 0) < KEEPALIVE_LIMIT,
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": token(),
      "X-Client": client,
      // Another person may have signed in since, in another tab.
      "X-Owner": document.documentElement.dataset.owner ?? "",
      ...headers,
    },
    body: text,
  }).catch(throwUnreachable);
  if (response.ok) return response.json().catch(throwUnreachable);
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) location.assign(`/accounts/login/?next=${location.pathname}`);
  throw new Problem(response.status, problem);
}

/**
 * Drop late responses to repeated reads. Call the result at the start of a read; it returns a check
 * of whether the response is newer than every response accepted so far.
 */
export function newestOnly() {
  let latestStarted = 0;
  let latestAccepted = 0;
  return () => {
    const read = ++latestStarted;
    return () => {
      if (read < latestAccepted) return false;
      latestAccepted = read;
      return true;
    };
  };
}

/** Treat truncated responses as failures. @param {Error} error @returns {never} */
function throwUnreachable(error) {
  throw error.name === "AbortError" ? error : new Unreachable();
}
