"""Jobs that fail, block or succeed."""

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
    """Update a row, waiting for its lock if necessary."""
    with transaction.atomic():
        User.objects.select_for_update().get(email=email).save(update_fields=["last_login"])


def kill_worker() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError


def leave(_: object) -> None:
    """Not a registered job: it must never be called."""
    Path(os.environ["LEFT"]).touch()


def put_off(tries: int = 0) -> None:
    """Fail once so that the job is retried, and succeed the second time."""
    if not tries:
        retry_later("tests.faults.jobs.put_off", tries=tries)


def wait() -> None:
    """Wait until the advisory lock 1 is free."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(1)")
