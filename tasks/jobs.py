"""Background jobs. Each one looks up its rows, calls a verb, and reports.

Jobs are enqueued by path (see core.queue). A path is part of the interface: renaming one strands
the jobs already in the queue.
"""

from __future__ import annotations

from django.db import transaction

from core.queue import enqueue
from tasks.calendars import closed_accounts, sync
from tasks.calendars.cleanup import cleanup as clean_up_calendars
from tasks.constants import MATERIALIZATION_CHUNK_SECONDS
from tasks.materialization import begin_cycle, due_users, materialize_users
from tasks.models import MaterializationCycle
from tasks.planning.proposals import delete_expired_proposals
from tasks.retention import cleanup_old_instances


def materialize() -> str:
    """Hourly: share out whoever is behind, in chunks any worker of any machine may take."""
    with transaction.atomic():
        cycle = begin_cycle()
        chunks = 0
        for users in due_users(cycle.started_at):
            enqueue("tasks.jobs.materialize_chunk", cycle.pk, users)
            chunks += 1
    return f"Cycle {cycle.pk}: {chunks} chunks."


def materialize_chunk(cycle: int, users: list[int]) -> str:
    """Materialize some users, and leave those it does not get to in time to another job.

    When the cycle's time is up, the next cycle finds them.
    """
    the_cycle = MaterializationCycle.objects.get(pk=cycle)
    totals = materialize_users(users, the_cycle, MATERIALIZATION_CHUNK_SECONDS)
    rest = users[totals.users :]
    if rest and not totals.unfinished:
        enqueue("tasks.jobs.materialize_chunk", cycle, rest)
    return str(totals)


def cleanup() -> str:
    """Hourly: let old completed and skipped instances go, and proposals of yesterday."""
    return f"{cleanup_old_instances()}, {delete_expired_proposals()} proposals"


def sync_calendars() -> str:
    """Every minute: whose calendars are due, or whose blocks have changed."""
    return f"{sync.enqueue_due()} accounts are due."


def sync_calendars_of(account: int) -> str:
    """Sync one account, unless somebody does already."""
    log = sync.sync(account)
    return f"{log}: {log.trouble or 'done'}" if log else "Nothing to do."


def cleanup_calendars() -> str:
    """Hourly: let old entries of the sync log go, and what accounts list no more."""
    return f"{clean_up_calendars()} rows went."


def disconnect_closed(sealed: str, tries: int = 0) -> None:
    """Disconnect a calendar account of somebody who has closed their account."""
    closed_accounts.disconnect_closed(sealed, tries)
