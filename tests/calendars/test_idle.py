"""Whoever connects no calendar pays nothing for calendars"""

from __future__ import annotations

import subprocess
import sys

import pytest

START = "import django; django.setup(); import whendoist.urls, tasks.jobs, sys; "


@pytest.mark.parametrize("library", ["httpx", "cryptography"])
def test_what_talks_to_providers_is_not_loaded_at_the_start(library):
    code = f"{START}sys.exit('{library}' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
