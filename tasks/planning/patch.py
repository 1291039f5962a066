"""What changed, as the patch a page merges: after a write, or since a revision it knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

import orjson
from django.db.models import Model, QuerySet

from core.models import User
from tasks.models import Activity, Change, Domain, Label, Task, TaskInstance
from tasks.planning.day import revision
from tasks.planning.rows import as_json

SHOWN: dict[str, Any] = {
    "task": Task,
    "instance": TaskInstance,
    "domain": Domain,
    "label": Label,
}
TIES = ("task_label", "dependency")
# More than this is cheaper to load anew.
MOST_CHANGES = 2_000


def patch_of(user: User, activity: Activity, changes: Iterable[Change]) -> bytes:
    """What one activity did. An edit that changed nothing has no id, and an empty patch.

    `since` is the revision before it: a page that knows that one, and merges, has missed nothing.
    """
    if not activity.pk:
        return _patch(user, changes, {"rev": revision(user), "since": None, "activity": None})
    before = Activity.objects.for_user(user).filter(pk__lt=activity.pk).latest_first()
    since = before.values_list("pk", flat=True).first() or 0
    return _patch(user, changes, {"rev": activity.pk, "since": since, "activity": activity.pk})


def patch_since(user: User, since: int) -> bytes:
    """What happened after revision `since`, or a plea to load anew if that is too much."""
    rev = revision(user)  # first: what is committed meanwhile is told twice, never missed
    later = Change.objects.filter(user=user, activity__gt=since).order_by("pk")
    changes = list(later[: MOST_CHANGES + 1])
    if len(changes) > MOST_CHANGES:
        return orjson.dumps({"resync": True})
    return _patch(user, changes, {"rev": rev, "since": since, "activity": None})


def _patch(user: User, changes: Iterable[Change], head: dict[str, int | None]) -> bytes:
    """Every row the changes touched as it is now, and the ids of those that are gone."""
    ids = _shown_ids(user, changes)
    touched = [kind for kind in SHOWN if ids[kind]]
    found = as_json(*(_rows(user, kind, ids[kind]) for kind in touched)) if touched else []
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
        days = TaskInstance.objects.for_user(user).filter(task__in=series)
        ids["instance"] |= set(days.values_list("pk", flat=True))
    return ids


def _changed_status(change: Change) -> bool:
    return bool(change.before and change.after and "status" in change.after)


def _rows(user: User, kind: str, ids: set[int]) -> QuerySet[Model]:
    rows = SHOWN[kind].objects.for_user(user)
    if kind == "instance":
        rows = rows.of_live_tasks()
    return cast(QuerySet[Model], rows.filter(pk__in=ids))
