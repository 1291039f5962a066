"""The product's settings, with more URLs that cause faults."""

from __future__ import annotations

import os

from whendoist.settings import *  # noqa: F403
from whendoist.settings import GOOGLE_ENDPOINTS, INSTALLED_APPS, Q_CLUSTER

ROOT_URLCONF = "tests.faults.urls"
INSTALLED_APPS += ["tests.faults"]
Q_CLUSTER |= {
    "recycle": int(os.environ.get("RECYCLE", "500")),
    "max_rss": int(os.environ.get("MAX_RSS", "150000")),
}
GOOGLE_ENDPOINTS |= {"api": os.environ.get("GOOGLE_API", "http://127.0.0.1:9")}
