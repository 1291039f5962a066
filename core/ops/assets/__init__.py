"""Files prepared for the browser: libraries, bundles, messages, icons, fonts."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Return the folder of the prepared files; ignored by git, and one of STATICFILES_DIRS."""
    path: Path = settings.VAR / "assets"
    return path
