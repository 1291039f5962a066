/** One import for the renderer, so that a change of library is a change of one file. */
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
 * A picture beside words that say the same; hidden from screen readers.
 * @param {{name: string, size?: number, kind?: string}} props
 */
export const Icon = ({ name, size = 16, kind = "" }) =>
  html`<svg class=${`ico ${kind}`} width=${size} height=${size} aria-hidden="true">
    <use href=${`#i-${name}`} /></svg>`;

/** @param {...(string | false | null | undefined | 0)} names */
export const classes = (...names) => names.filter(Boolean).join(" ");
