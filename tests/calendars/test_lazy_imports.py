"""Libraries that only calendars need are imported on first use"""

from __future__ import annotations

import os
import subprocess
import sys

LAZY = ["httpx", "icalendar", "recurring_ical_events", "radicale", "vobject", "defusedxml"]
LAZY += ["cryptography"]  # encrypts the passwords of connected calendars
SCRIPT = """
import sys, django
django.setup()
import tasks.admin, tasks.jobs, whendoist.asgi
from django.urls import get_resolver
get_resolver().url_patterns
print(" ".join(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_web_and_cluster_start_without_calendar_libraries():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "whendoist.settings"}
    command = [sys.executable, "-c", SCRIPT, *LAZY]
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert result.stdout.strip() == ""
