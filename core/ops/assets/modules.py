"""Our JavaScript modules: what they are called, and what a page needs of them."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

# Static imports and re-exports; `import(…)` is what a page loads later, on need.
_IMPORT = re.compile(r'^(?:import|export)\b[^"();]*"([^"]+)";', re.MULTILINE)


def modules() -> dict[str, Path]:
    """Import name (`#wd/tasks/main.js`) → file, for every app with a static/LABEL/js folder."""
    return {
        f"#wd/{app.label}/{path.relative_to(root).as_posix()}": path
        for app in apps.get_app_configs()
        if (root := Path(app.path) / "static" / app.label / "js").is_dir()
        for path in sorted(root.rglob("*.js"))
    }


def static_name(module: str) -> str:
    """The name under STATIC_URL of a module: `#wd/core/api.js` → `core/js/api.js`."""
    label, path = module.removeprefix("#wd/").split("/", 1)
    return f"{label}/js/{path}"


def needed_by(entry: str, known: dict[str, Path]) -> list[str]:
    """Everything a module imports, directly or not, itself first; libraries included."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += _IMPORT.findall(known[name].read_text()) if name in known else []
    return list(found)
