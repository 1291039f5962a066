/** The only import of the renderer, so that one file changes with the library. */
import htm from "htm";
import { Fragment, h, render } from "preact";

export {
  batch,
  computed,
  effect,
  signal,
  untracked,
  useComputed,
  useSignal,
} from "@preact/signals";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { Fragment, render };

/** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const html = htm.bind(h);

/**
 * An icon that repeats the text next to it, so it is hidden from screen readers.
 * @param {{name: string, size?: number, kind?: string}} props
 */
export const Icon = ({ name, size = 16, kind = "" }) =>
  html`<svg class=${`ico ${kind}`} width=${size} height=${size} aria-hidden="true">
    <use href=${`#i-${name}`} /></svg>`;

/** @param {...(string | false | null | undefined | 0)} names */
export const classes = (...names) => names.filter(Boolean).join(" ");
