"""Background jobs. Each looks up its rows, calls a verb and returns a short report.

Jobs are enqueued by dotted path (see core.queue). Renaming a job breaks those already queued.
"""

from __future__ import annotations

from django.db import transaction

from core.queue import enqueue
from tasks.calendars import closed_accounts, sync, trials
from tasks.calendars.cleanup import cleanup as clean_up_calendars
from tasks.constants import MATERIALIZATION_CHUNK_SECONDS
from tasks.editing.trash_retention import empty_trash
from tasks.materialization import begin_cycle, due_users, materialize_users
from tasks.models import MaterializationCycle
from tasks.planning.proposals import delete_expired_proposals
from tasks.retention import cleanup_old_instances


def materialize() -> str:
    """Hourly: enqueue one job per batch of users whose series are due."""
    with transaction.atomic():
        cycle = begin_cycle()
        batches = 0
        for users in due_users(cycle.started_at):
            enqueue("tasks.jobs.materialize_chunk", cycle.pk, users)
            batches += 1
    return f"Cycle {cycle.pk}: {batches} batches enqueued."


def materialize_chunk(cycle: int, users: list[int]) -> str:
    """Materialize some users, and enqueue another job for those that the time limit left out.

    When the whole cycle has run out of time, the next cycle continues.
    """
    row = MaterializationCycle.objects.get(pk=cycle)
    totals = materialize_users(users, row, MATERIALIZATION_CHUNK_SECONDS)
    rest = users[totals.users :]
    if rest and not totals.unfinished:
        enqueue("tasks.jobs.materialize_chunk", cycle, rest)
    return str(totals)


def cleanup() -> str:
    """Hourly: delete old completed and skipped instances, old trash and old plan proposals."""
    deleted = f"{cleanup_old_instances()}, trash {empty_trash()}"
    return f"{deleted}, {delete_expired_proposals()} proposals"


def sync_calendars() -> str:
    """Every minute: enqueue accounts that are due or whose blocks have changed."""
    return f"{sync.enqueue_due()} accounts enqueued."


def sync_calendars_of(account: int) -> str:
    """Sync one account, unless another job is syncing it."""
    log = sync.sync(account)
    return f"{log}: {log.trouble or 'done'}" if log else "Nothing to do."


def try_calendar(token: str) -> str:
    """Try to read what a person is about to connect."""
    return trials.run(token)


def cleanup_calendars() -> str:
    """Hourly: delete old sync log entries and calendars that accounts no longer list."""
    return f"{clean_up_calendars()} rows deleted."


def disconnect_closed(sealed: str, tries: int = 0) -> None:
    """Disconnect a calendar account of a user who has closed their account."""
    closed_accounts.disconnect_closed(sealed, tries)
