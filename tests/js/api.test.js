import assert from "node:assert/strict";
import { test } from "node:test";
import "./server.js";

const { Problem, send, Unreachable } = await import("#wd/core/api.js");

/** @param {() => Promise<Response>} fetch */
const asking = (fetch) => {
  globalThis.fetch = /** @type {any} */ (fetch);
  return send("GET", "/tasks");
};

/** An answer whose headers came and whose body did not. @param {Error} error */
const cut = (error) => new Response(new ReadableStream({ start: (body) => body.error(error) }));

test("an answer is its body", async () => {
  assert.deepEqual(await asking(async () => Response.json([1])), [1]);
});

test("a refusal is a problem, with or without a body", async () => {
  const refused = async () => Response.json({ title: "Not found." }, { status: 404 });
  await assert.rejects(asking(refused), { constructor: Problem, message: "Not found." });
  await assert.rejects(
    asking(async () => new Response("<html>", { status: 502 })),
    { status: 502 },
  );
});

test("half an answer is none", async () => {
  await assert.rejects(
    asking(async () => cut(new TypeError("network error"))),
    Unreachable,
  );
  await assert.rejects(
    asking(async () => cut(new DOMException("stopped", "AbortError"))),
    { name: "AbortError" },
  );
  await assert.rejects(
    asking(async () => Promise.reject(new TypeError("no network"))),
    Unreachable,
  );
});
