"""The library files that the browser loads in development, from node_modules."""

from __future__ import annotations

import re
from pathlib import Path

# Import name → path under node_modules.
LIBRARIES = {
    "preact": "preact/dist/preact.mjs",
    "preact/hooks": "preact/hooks/dist/hooks.mjs",
    "htm": "htm/dist/htm.mjs",
    "@preact/signals": "@preact/signals/dist/signals.mjs",
    "@preact/signals-core": "@preact/signals-core/dist/signals-core.mjs",
}
_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=.*")


class MissingLibrary(Exception):
    """A library is not in node_modules."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is missing: run `npm ci` first.")


def static_name(library: str) -> str:
    """Return the name of one of LIBRARIES under STATIC_URL."""
    return f"vendor/{library.lstrip('@').replace('/', '-')}.js"


def copy_libraries(node_modules: Path, out: Path) -> None:
    """Copy the libraries to `vendor/`. Raises `MissingLibrary`."""
    (out / "vendor").mkdir(parents=True, exist_ok=True)
    for library, path in LIBRARIES.items():
        source = node_modules / path
        if not source.exists():
            raise MissingLibrary(source)
        # The manifest storage rejects a comment that names a file it did not collect.
        (out / static_name(library)).write_text(_SOURCE_MAP.sub("", source.read_text()))
