import assert from "node:assert/strict";
import { test } from "node:test";
import "./server.js";

const { Problem, send, Unreachable } = await import("#wd/core/api.js");

/** @param {() => Promise<Response>} fetch */
const sendWith = (fetch) => {
  globalThis.fetch = /** @type {any} */ (fetch);
  return send("GET", "/tasks");
};

/** Return a response whose body breaks off after the headers. @param {Error} error */
const truncated = (error) =>
  new Response(new ReadableStream({ start: (body) => body.error(error) }));

test("send returns the body of the response", async () => {
  assert.deepEqual(await sendWith(async () => Response.json([1])), [1]);
});

test("send throws a Problem for error responses, with or without a body", async () => {
  const notFound = async () => Response.json({ title: "Not found." }, { status: 404 });
  await assert.rejects(sendWith(notFound), { constructor: Problem, message: "Not found." });
  await assert.rejects(
    sendWith(async () => new Response("<html>", { status: 502 })),
    { status: 502 },
  );
});

test("send treats truncated responses as failures", async () => {
  await assert.rejects(
    sendWith(async () => truncated(new TypeError("network error"))),
    Unreachable,
  );
  await assert.rejects(
    sendWith(async () => truncated(new DOMException("stopped", "AbortError"))),
    { name: "AbortError" },
  );
  await assert.rejects(
    sendWith(async () => Promise.reject(new TypeError("no network"))),
    Unreachable,
  );
});
