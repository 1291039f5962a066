"""Style sheets: one file per component in the source, one per app in production."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps


def sheets(label: str) -> list[Path]:
    """The style sheets of an app, in the order of their names."""
    app = apps.get_app_config(label)
    return sorted(Path(app.path, "static", app.label, "css").glob("*.css"))


def joined_name(label: str) -> str:
    """The name under STATIC_URL of an app's joined sheet; beside the single ones, for `url()`."""
    return f"{label}/css/all.css"


def join_styles(out: Path) -> None:
    """Write one sheet for each app that has any."""
    for app in apps.get_app_configs():
        if found := sheets(app.label):
            target = out / joined_name(app.label)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("\n".join(path.read_text() for path in found))
