"""Our modules and their libraries as few minified files, for production.

esbuild is a plain executable inside its npm package, so this needs no Node.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from django.apps import apps

ENTRY = "main.js"
# What a bundled file needs at once; `import(…)` is loaded later, on need.
_STATIC_IMPORT = re.compile(r'(?:from|import)"\./([^"]+)"')


class MissingBundler(Exception):
    """esbuild is not in node_modules."""

    def __init__(self) -> None:
        super().__init__("esbuild is missing from node_modules: run `npm ci` first.")


def folder(label: str) -> str:
    """Where the bundle of an app lies under STATIC_URL."""
    return f"{label}/bundle"


def write_bundles(root: Path, out: Path) -> None:
    """Bundle every app that has an entry module. Raises `MissingBundler`."""
    programs = sorted((root / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    if not programs:
        raise MissingBundler
    for app in apps.get_app_configs():
        entry = Path(app.path, "static", app.label, "js", ENTRY)
        if entry.exists():
            _bundle(programs[0], root, entry, out / folder(app.label))


def _bundle(program: Path, root: Path, entry: Path, out: Path) -> None:
    for old in out.glob("*.js"):
        old.unlink()
    options = ["--bundle", "--splitting", "--minify", "--format=esm", "--target=es2022"]
    command = [str(program), str(entry), *options, f"--outdir={out}", "--log-level=warning"]
    subprocess.run(command, cwd=root, check=True)


def needed_by(path: Path) -> list[str]:
    """Files beside a bundled one that it imports, directly or not; none when it is not there."""
    found: dict[str, None] = {}
    waiting = [path.name]
    while waiting:
        file = path.with_name(waiting.pop())
        text = file.read_text() if file.exists() else ""
        fresh = [name for name in _STATIC_IMPORT.findall(text) if name not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return list(found)
