import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { asked } from "./server.js";

globalThis.addEventListener = () => {};
/** @type {any} */ (globalThis.document).addEventListener = () => {};
Math.random = () => 0.5;

/** The browser's stream, of which the test says what happens to it. */
class Stream {
  /** @type {Stream[]} */
  static all = [];
  onopen = () => {};
  onerror = () => {};
  constructor() {
    Stream.all.push(this);
  }
  close() {}
}
globalThis.EventSource = /** @type {any} */ (Stream);
Object.defineProperty(globalThis, "navigator", { value: { onLine: true } });

const { link, startLive } = await import("#wd/tasks/state/live.js");
const newest = () => /** @type {Stream} */ (Stream.all.at(-1));

/** Seconds until the stream is asked for again. */
function wait() {
  const before = Stream.all.length;
  for (let seconds = 1; seconds < 100; seconds++) {
    mock.timers.tick(1000);
    if (Stream.all.length > before) return seconds;
  }
  return Number.POSITIVE_INFINITY;
}

test("a lost stream is asked for ever less often, and at once again when it was there", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  startLive();
  const waits = Array.from({ length: 7 }, () => {
    newest().onerror();
    return wait();
  });
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30]);
  assert.equal(link.value, "connecting");

  newest().onopen();
  assert.equal(link.value, "live");
  assert.equal(asked.length, 1, "what was missed is fetched");
  newest().onerror();
  assert.equal(wait(), 1);
});
