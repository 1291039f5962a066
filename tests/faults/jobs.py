"""Jobs that go wrong, and one that does not."""

from __future__ import annotations

import os
import signal

from core.models import User


def note(email: str) -> None:
    User.objects.get_or_create(email=email)


def kill_worker() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError
