"""What the browser gets that is not our source: libraries, icons, typeface."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Where the prepared files lie; git-ignored, and one of STATICFILES_DIRS."""
    path: Path = settings.VAR / "assets"
    return path
