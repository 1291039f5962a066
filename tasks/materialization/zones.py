"""Follow a change of time zone or day start: upcoming instances keep their wall-clock time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time

from core.models import Preferences
from tasks.materialization import sql
from tasks.models import TaskInstance


def retime(preferences: Preferences, since: date) -> int:
    """Recompute `starts_at` of a user's pending instances from the day `since` on.

    Past, completed and skipped instances stay unchanged. Returns the number of instances with a
    time. Runs in the caller's transaction; idempotent.
    """
    instances = TaskInstance.objects.filter(user=preferences.pk)
    pending = instances.pending().filter(scheduled_date__gte=since).order_by("scheduled_date")
    by_time: dict[time, list[tuple[int, int]]] = defaultdict(list)
    for pk, day, at in pending.values_list("pk", "scheduled_date", "scheduled_time").iterator():
        if at is not None:
            by_time[at].append((pk, day.toordinal()))
    ids: list[int] = []
    seconds: list[int] = []
    for at, days in by_time.items():
        ids += [pk for pk, _ in days]
        seconds += preferences.local_clock.instants([ordinal for _, ordinal in days], at)
    with sql.server_cursor() as cursor:
        cursor.execute(sql.UPDATE_INSTANTS, [ids, seconds], prepare=sql.PREPARE)
    return len(ids)
