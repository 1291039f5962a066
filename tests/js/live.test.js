import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { requests } from "./server.js";

globalThis.addEventListener = () => {};
/** @type {any} */ (globalThis.document).addEventListener = () => {};
Math.random = () => 0.5;

/** A fake EventSource, which the test opens and breaks. */
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

/** Return the seconds until the next connection attempt. */
function secondsToReconnect() {
  const before = Stream.all.length;
  for (let seconds = 1; seconds < 100; seconds++) {
    mock.timers.tick(1000);
    if (Stream.all.length > before) return seconds;
  }
  return Number.POSITIVE_INFINITY;
}

test("the live stream reconnects with growing delays, which a successful connection resets", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  startLive();
  const waits = Array.from({ length: 7 }, () => {
    newest().onerror();
    return secondsToReconnect();
  });
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30]);
  assert.equal(link.value, "connecting");

  newest().onopen();
  assert.equal(link.value, "live");
  assert.equal(requests.length, 1, "missed changes are fetched");
  newest().onerror();
  assert.equal(secondsToReconnect(), 1);
});
