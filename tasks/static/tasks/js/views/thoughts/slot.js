/** The Thoughts page, loaded when it is first shown. */
import { lazy } from "#wd/tasks/views/lazy.js";

export const { Component: Thoughts } = lazy(() =>
  import("#wd/tasks/views/thoughts/thoughts.js").then((part) => part.Thoughts),
);
