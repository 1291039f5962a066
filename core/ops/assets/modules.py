"""Our JavaScript modules: their import names, and the modules that a page loads."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

# Static imports and re-exports; `import(…)` is loaded on demand.
_IMPORT = re.compile(r'^(?:import|export)\b[^"();]*"([^"]+)";', re.MULTILINE)


def modules() -> dict[str, Path]:
    """Return import name (`#wd/tasks/main.js`) → file, for our apps with static/LABEL/js."""
    return {
        f"#wd/{app.label}/{path.relative_to(root).as_posix()}": path
        for app in apps.get_app_configs()
        if Path(app.path).parent == settings.BASE_DIR
        and (root := Path(app.path) / "static" / app.label / "js").is_dir()
        for path in sorted(root.rglob("*.js"))
    }


def static_name(module: str) -> str:
    """Return the name of a module under STATIC_URL: `#wd/core/api.js` → `core/js/api.js`."""
    label, path = module.removeprefix("#wd/").split("/", 1)
    return f"{label}/js/{path}"


def needed_by(entry: str, known: dict[str, Path]) -> list[str]:
    """Return a module and all it imports, directly or not, libraries included."""
    needed: dict[str, None] = {}
    queue = [entry]
    while queue:
        name = queue.pop(0)
        if name not in needed:
            needed[name] = None
            queue += _IMPORT.findall(known[name].read_text()) if name in known else []
    return list(needed)
