"""Bundles for production: our modules and their libraries in a few minified files.

esbuild is an executable inside its npm package, so this needs no Node. It reads a copy of our
modules in which messages are numbers.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps

from core.ops.assets import messages, modules
from core.ops.assets.messages import Message

ENTRY = "main.js"
# Imports that a bundled file needs at once; `import(…)` is loaded on demand.
_STATIC_IMPORT = re.compile(r'(?:from|import)"\./([^"]+)"')


class MissingBundler(Exception):
    """esbuild is not in node_modules."""

    def __init__(self) -> None:
        super().__init__("esbuild is missing from node_modules: run `npm ci` first.")


def folder(label: str) -> str:
    """Return the folder of an app's bundle under STATIC_URL."""
    return f"{label}/bundle"


def write_bundles(root: Path, out: Path, extracted: list[Message]) -> None:
    """Bundle every app that has an entry module. Raises `MissingBundler`."""
    programs = sorted((root / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    if not programs:
        raise MissingBundler
    with TemporaryDirectory() as copy:
        _copy_numbered(Path(copy), extracted)
        for app in apps.get_app_configs():
            entry = Path(copy, app.label, ENTRY)
            if entry.exists():
                _bundle(programs[0], root, entry, out / folder(app.label))


def _copy_numbered(copy: Path, extracted: list[Message]) -> None:
    (copy / "package.json").write_text(json.dumps({"imports": {"#wd/*": "./*"}}))
    for name, path in modules.modules().items():
        target = copy / name.removeprefix("#wd/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(messages.number(path.read_text(), extracted))


def _bundle(program: Path, root: Path, entry: Path, out: Path) -> None:
    for old in out.glob("*.js"):
        old.unlink()
    options = ["--bundle", "--splitting", "--minify", "--format=esm", "--target=es2022"]
    command = [str(program), str(entry), *options, f"--outdir={out}", "--log-level=warning"]
    libraries = {"NODE_PATH": str(root / "node_modules")}
    subprocess.run(command, cwd=entry.parent, check=True, env=os.environ | libraries)


def needed_by(path: Path) -> list[str]:
    """Return the neighbours that a bundled file imports, directly or not; none if it is absent."""
    needed: dict[str, None] = {}
    queue = [path.name]
    while queue:
        file = path.with_name(queue.pop())
        text = file.read_text() if file.exists() else ""
        new = [name for name in _STATIC_IMPORT.findall(text) if name not in needed]
        needed.update(dict.fromkeys(new))
        queue += new
    return list(needed)
