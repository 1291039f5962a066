"""What changed, as the patch a page merges: after a write, or since a revision it knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

import orjson
from django.db.models import QuerySet

from core.models import User
from core.prepared import BoundQuery, prepared
from tasks.editing.journal import Journal
from tasks.models import Activity, Change, Domain, Label, Task, TaskInstance
from tasks.snapshot.day import revision
from tasks.snapshot.rows import as_json


@prepared
def _tasks(user: User, pks: Collection[int]) -> QuerySet[Task]:
    return Task.objects.for_user(user).filter(pk__among=pks)


@prepared
def _instances(user: User, pks: Collection[int]) -> QuerySet[TaskInstance]:
    return TaskInstance.objects.for_user(user).of_live_tasks().filter(pk__among=pks)


@prepared
def _domains(user: User, pks: Collection[int]) -> QuerySet[Domain]:
    return Domain.objects.for_user(user).filter(pk__among=pks)


@prepared
def _labels(user: User, pks: Collection[int]) -> QuerySet[Label]:
    return Label.objects.for_user(user).filter(pk__among=pks)


SHOWN: dict[str, Callable[[User, Collection[int]], BoundQuery[Any]]] = {
    "task": _tasks,
    "instance": _instances,
    "domain": _domains,
    "label": _labels,
}
TIES = ("task_label", "dependency")
# More than this is cheaper to load anew.
MOST_CHANGES = 2_000


def patch_of(log: Journal) -> bytes:
    """What an edit just did. One that changed nothing has no id, and an empty patch.

    `since` is the revision before it: a page that knows that one, and merges, has missed nothing.
    """
    pk, user = log.activity.pk, log.user
    if not pk:
        return _patch(user, (), {"rev": revision(user), "since": None, "activity": None})
    return _patch_of(user, pk, log.since, log.changes)


def patch_again(user: User, activity: Activity) -> bytes:
    """What an edit did that was made some time ago."""
    since = _latest_before(user, activity.pk).first() or 0
    return _patch_of(user, activity.pk, since, activity.changes.all())


def _patch_of(user: User, pk: int, since: int, changes: Iterable[Change]) -> bytes:
    """The patch of activity `pk`; without changes there is nothing that its id would undo."""
    return _patch(user, changes, {"rev": pk, "since": since, "activity": pk if changes else None})


@prepared
def _latest_before(user: User, pk: int) -> QuerySet[Activity, int]:
    before = Activity.objects.for_user(user).filter(pk__lt=pk).latest_first()
    return before.values_list("pk", flat=True)[:1]


def patch_since(user: User, since: int) -> bytes:
    """What happened after revision `since`, or a plea to load anew if that is too much."""
    rev = revision(user)  # first: what is committed meanwhile is told twice, never missed
    changes = _later_changes(user, since).rows()
    if len(changes) > MOST_CHANGES:
        return orjson.dumps({"resync": True})
    return _patch(user, changes, {"rev": rev, "since": since, "activity": None})


@prepared
def _later_changes(user: User, since: int) -> QuerySet[Change]:
    """One more than is sent, in the order of the index, which then ends the search early."""
    later = Change.objects.filter(user=user, activity__gt=since)
    return later.order_by("activity_id", "pk")[: MOST_CHANGES + 1]


def _patch(user: User, changes: Iterable[Change], head: dict[str, int | None]) -> bytes:
    """Every row the changes touched as it is now, and the ids of those that are gone."""
    ids = _shown_ids(user, changes)
    touched = [kind for kind in SHOWN if ids[kind]]
    found = as_json(*(SHOWN[kind](user, ids[kind]) for kind in touched)) if touched else []
    texts = dict.fromkeys(SHOWN, b"[]") | dict(zip(touched, found, strict=True))
    gone = {
        f"{kind}s": sorted(ids[kind] - {row["id"] for row in orjson.loads(text)})
        for kind, text in texts.items()
    }
    rows = b"".join(b',"%bs":%b' % (kind.encode(), text) for kind, text in texts.items())
    return b'%b%b,"gone":%b}' % (orjson.dumps(head)[:-1], rows, orjson.dumps(gone))


def _shown_ids(user: User, changes: Iterable[Change]) -> dict[str, set[int]]:
    """Rows by the kind the page knows: a label on a task is a change of the task, and so on."""
    ids: dict[str, set[int]] = defaultdict(set)
    series: set[int] = set()
    for change in changes:
        if change.kind in SHOWN:
            ids[change.kind].add(change.object_id)
        elif change.kind == "series":
            ids["task"].add(change.object_id)
        elif change.kind in TIES:
            ids["task"].add((change.before or change.after or {})["task_id"])
        if change.kind == "series" or (change.kind == "task" and _changed_status(change)):
            series.add(change.object_id)
    if series:
        # Materialization adds days without a log entry, and the days of a task that is put away
        # are not shown: all the days of such a series are told anew.
        ids["instance"] |= {*_days_of(user, series).rows()}
    return ids


@prepared
def _days_of(user: User, series: Collection[int]) -> QuerySet[TaskInstance, int]:
    days = TaskInstance.objects.for_user(user).filter(task__among=series)
    return days.values_list("pk", flat=True)


def _changed_status(change: Change) -> bool:
    return bool(change.before and change.after and "status" in change.after)
