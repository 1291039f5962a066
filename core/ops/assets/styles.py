"""Style sheets: one file per component in the source, one per app in production."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps


def sheets(label: str) -> list[Path]:
    """Return the style sheets of an app, sorted by name."""
    app = apps.get_app_config(label)
    return sorted(Path(app.path, "static", app.label, "css").glob("*.css"))


def joined_name(label: str) -> str:
    """Return the name of the joined sheet, beside the single ones so that `url()` works."""
    return f"{label}/css/all.css"


def join_styles(out: Path) -> None:
    """Write one joined sheet for each app that has style sheets."""
    for app in apps.get_app_configs():
        if paths := sheets(app.label):
            target = out / joined_name(app.label)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("\n".join(path.read_text() for path in paths))
