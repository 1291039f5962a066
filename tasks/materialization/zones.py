"""Moves to another zone: what is still to come stands at the same time on the new clocks."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time

from core.models import Preferences
from core.wallclock import instants
from tasks.materialization import rows
from tasks.models import TaskInstance

RETIME = """
UPDATE tasks_taskinstance SET starts_at = to_timestamp(given.second)
FROM unnest(%b::bigint[], %b::bigint[]) AS given (id, second)
WHERE tasks_taskinstance.id = given.id
"""


def retime(preferences: Preferences, since: date) -> int:
    """Give a person's pending instances from the day `since` on their instants in the present zone.

    Past, completed and skipped ones stay as they were. Returns how many were looked at; runs
    inside the caller's transaction; safe to repeat.
    """
    coming = TaskInstance.objects.filter(user=preferences.pk)
    found = coming.pending().filter(scheduled_date__gte=since).order_by("scheduled_date")
    by_time: dict[time, list[tuple[int, int]]] = defaultdict(list)
    for pk, day, at in found.values_list("pk", "scheduled_date", "scheduled_time").iterator():
        if at is not None:
            by_time[at].append((pk, day.toordinal()))
    ids: list[int] = []
    seconds: list[int] = []
    for at, days in by_time.items():
        ids += [pk for pk, _ in days]
        seconds += instants([ordinal for _, ordinal in days], at, preferences.zone)
    with rows.server_cursor() as cursor:
        cursor.execute(RETIME, [ids, seconds], prepare=rows.PREPARE)
    return len(ids)
