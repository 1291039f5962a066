"""Build the patch that a page merges: after a write, or of everything since a revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any

import orjson
from django.db.models import QuerySet

from core import clock
from core.models import User
from core.prepared import BoundQuery, prepared
from tasks.constants import MAX_TIMES_A_DAY, SNAPSHOT_DAYS
from tasks.editing.journal import Journal
from tasks.models import Activity, Change, Domain, Label, Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet, id_of_day
from tasks.snapshot.day import next_days, revision
from tasks.snapshot.rows import as_json


@prepared
def _tasks(user: User, pks: Collection[int]) -> QuerySet[Task]:
    return Task.objects.for_user(user).filter(pk__among=pks)


def _instances(user: User, pks: Collection[int]) -> BoundQuery[TaskInstance]:
    today = clock.today(user)
    return _instances_and_next(user, pks, today, today + timedelta(days=SNAPSHOT_DAYS))


@prepared
def _instances_and_next(
    user: User, pks: Collection[int], today: date, loaded: date
) -> TaskInstanceQuerySet:
    """Select instances, and the next of their series if it is further away than the snapshot."""
    rows = TaskInstance.objects.for_user(user).of_live_tasks()
    changed = rows.filter(pk__among=pks)
    of_series = next_days(user, today, loaded).filter(task__in=changed.values("task"))
    return rows.filter(pk__in=changed.values("pk").union(of_series.values("pk")))


@prepared
def _domains(user: User, pks: Collection[int]) -> QuerySet[Domain]:
    return Domain.objects.for_user(user).filter(pk__among=pks)


@prepared
def _labels(user: User, pks: Collection[int]) -> QuerySet[Label]:
    return Label.objects.for_user(user).filter(pk__among=pks)


ROWS_OF: dict[str, Callable[[User, Collection[int]], BoundQuery[Any]]] = {
    "task": _tasks,
    "instance": _instances,
    "domain": _domains,
    "label": _labels,
}
TASK_RELATIONS = ("task_label", "dependency")
# With more, reloading everything is cheaper.
MAX_CHANGES = 2_000


def patch_of(log: Journal) -> bytes:
    """Return the patch of an edit; an edit that changed nothing has no id and an empty patch.

    ``since`` is the revision before it: a page at that revision has missed nothing.
    """
    pk, user = log.activity.pk, log.user
    if not pk:
        return _patch(user, (), {"rev": revision(user), "since": None, "activity": None})
    return _activity_patch(user, log.activity, log.previous_revision, log.changes)


def patch_of_activity(user: User, activity: Activity) -> bytes:
    """Return the patch of an earlier activity."""
    since = _latest_before(user, activity.pk).first() or 0
    return _activity_patch(user, activity, since, activity.changes.all())


def _activity_patch(user: User, activity: Activity, since: int, changes: Iterable[Change]) -> bytes:
    """Return the patch of an activity; it names the activity if that can be undone."""
    undoable = activity.pk if changes and not activity.is_permanent else None
    return _patch(user, changes, {"rev": activity.pk, "since": since, "activity": undoable})


@prepared
def _latest_before(user: User, pk: int) -> QuerySet[Activity, int]:
    before = Activity.objects.for_user(user).filter(pk__lt=pk).latest_first()
    return before.values_list("pk", flat=True)[:1]


def patch_since(user: User, since: int) -> bytes:
    """Return the changes after revision `since`, or ask for a reload if there are too many."""
    rev = revision(user)  # first, so that a change committed meanwhile is sent twice, not lost
    changes = _later_changes(user, since).rows()
    if len(changes) > MAX_CHANGES:
        return orjson.dumps({"resync": True})
    return _patch(user, changes, {"rev": rev, "since": since, "activity": None})


@prepared
def _later_changes(user: User, since: int) -> QuerySet[Change]:
    """Select one change more than is sent, in index order so that the search ends early."""
    later = Change.objects.filter(user=user, activity__gt=since)
    return later.order_by("activity_id", "pk")[: MAX_CHANGES + 1]


def _patch(user: User, changes: Iterable[Change], head: dict[str, int | None]) -> bytes:
    """Return the current rows that the changes touched, and the ids of deleted ones."""
    ids = _row_ids(user, changes)
    touched = [kind for kind in ROWS_OF if ids[kind]]
    arrays = as_json(*(ROWS_OF[kind](user, ids[kind]) for kind in touched)) if touched else []
    texts = dict.fromkeys(ROWS_OF, b"[]") | dict(zip(touched, arrays, strict=True))
    ids["instance"] |= _ids_before_rows(changes)
    deleted = {
        f"{kind}s": sorted(ids[kind] - {row["id"] for row in orjson.loads(text)})
        for kind, text in texts.items()
    }
    rows = b"".join(b',"%bs":%b' % (kind.encode(), text) for kind, text in texts.items())
    return b'%b%b,"gone":%b}' % (orjson.dumps(head)[:-1], rows, orjson.dumps(deleted))


def _row_ids(user: User, changes: Iterable[Change]) -> dict[str, set[int]]:
    """Return ids by kind of row on the page; a label on a task counts as a change of the task."""
    ids: dict[str, set[int]] = defaultdict(set)
    series: set[int] = set()
    for change in changes:
        if change.kind in ROWS_OF:
            ids[change.kind].add(change.object_id)
        elif change.kind == "series":
            ids["task"].add(change.object_id)
        elif change.kind in TASK_RELATIONS:
            ids["task"].add((change.before or change.after or {})["task_id"])
        if change.kind == "series" or (change.kind == "task" and _changed_status(change)):
            series.add(change.object_id)
    if series:
        # Materialization adds days without a log entry, and days of an archived task are not
        # shown: send all days of such a series.
        ids["instance"] |= {*_days_of(user, series).rows()}
    return ids


def _ids_before_rows(changes: Iterable[Change]) -> set[int]:
    """Return the negative ids that days had before these changes created their rows."""
    created = [
        change.after for change in changes if change.kind == "instance" and not change.before
    ]
    return {
        id_of_day(row["task_id"], date.fromisoformat(row["recurrence_id"]), number)
        for row in created
        if row
        for number in range(MAX_TIMES_A_DAY if row.get("recurrence_time") else 1)
    }


@prepared
def _days_of(user: User, series: Collection[int]) -> QuerySet[TaskInstance, int]:
    days = TaskInstance.objects.for_user(user).filter(task__among=series)
    return days.values_list("pk", flat=True)


def _changed_status(change: Change) -> bool:
    return bool(change.before and change.after and "status" in change.after)
