"""Runs our code in a new process that has only the environment variables of a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PRODUCTION = {
    "DATABASE_URL": "postgres://someone@localhost/whendoist",
    "SECRET_KEY": "a-long-and-random-value-that-nobody-can-guess-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "whendoist.example.org",
}


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=base | {"DJANGO_SETTINGS_MODULE": "whendoist.settings"} | env,
        capture_output=True,
        text=True,
        check=False,
    )
