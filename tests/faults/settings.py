"""The product's own settings, with a few more addresses to break it by."""

from __future__ import annotations

from whendoist.settings import *  # noqa: F403

ROOT_URLCONF = "tests.faults.urls"
