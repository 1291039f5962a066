"""Jobs that go wrong, and some that do not."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from django.db import connection, transaction

from core.models import User
from core.queue import retry_later


def note(email: str) -> None:
    User.objects.get_or_create(email=email)


def note_slowly(email: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1)")
        note(email)


def touch(email: str) -> None:
    """Wait for the row's lock, if somebody holds it."""
    with transaction.atomic():
        User.objects.select_for_update().get(email=email).save(update_fields=["last_login"])


def kill_worker() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError


def leave(_: object) -> None:
    """Not a job: nothing may call it."""
    Path(os.environ["LEFT"]).touch()


def put_off(tries: int = 0) -> None:
    """Fail as a job does that is tried again, and succeed the second time."""
    if not tries:
        retry_later("tests.faults.jobs.put_off", tries=tries)


def wait() -> None:
    """Wait until nobody holds the advisory lock 1."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(1)")
