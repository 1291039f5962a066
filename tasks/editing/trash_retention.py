"""Delete permanently what has been in the trash long enough."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings

from core import clock
from core.models import User
from tasks.constants import MATERIALIZATION_CHUNK_USERS
from tasks.editing import trash
from tasks.models import Task, TaskInstance

logger = logging.getLogger(__name__)


def empty_trash() -> Counter[str]:
    """Delete permanently what was moved to the trash `TRASH_RETENTION_DAYS` ago.

    Returns the number of tasks and days, and that of users that failed. One user's failure stops
    no other. Idempotent; may run in parallel.
    """
    before = clock.now() - timedelta(days=settings.TRASH_RETENTION_DAYS)
    totals: Counter[str] = Counter()
    after = 0
    while users := _users_with_old_trash(before, after):
        for user in User.objects.filter(pk__in=users).select_related("preferences"):
            totals += _empty_trash_of(user, before)
        after = users[-1]
    return totals


def _users_with_old_trash(before: datetime, after: int) -> list[int]:
    old = [
        model._default_manager.filter(deleted_at__lt=before, user__gt=after).values("user")
        for model in (Task, TaskInstance)
    ]
    ids = old[0].union(old[1]).order_by("user").values_list("user", flat=True)
    return list(ids[:MATERIALIZATION_CHUNK_USERS])


def _empty_trash_of(user: User, before: datetime) -> Counter[str]:
    try:
        count = trash.empty(user, before)
    except Exception as error:
        # One bad row must not stop the trash of other users.
        logger.exception("trash failed user=%s error=%s: %s", user.pk, type(error).__name__, error)
        return Counter(failures=1)
    logger.info("retention user=%s status=trash deleted=%d", user.pk, count)
    return Counter(deleted=count)
