"""The product's own settings, with a few more addresses to break it by."""

from __future__ import annotations

import os

from whendoist.settings import *  # noqa: F403
from whendoist.settings import GOOGLE_ENDPOINTS

ROOT_URLCONF = "tests.faults.urls"
GOOGLE_ENDPOINTS |= {"api": os.environ.get("GOOGLE_API", "http://127.0.0.1:9")}
