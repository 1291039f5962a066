"""What changed, as the patch a page merges: after a write, or since a revision it knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import Model, Q, QuerySet

from core import clock
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
# More than this is cheaper to load anew.
MOST_CHANGES = 2_000


def patch_of(user: User, activity: Activity, changes: Iterable[Change]) -> bytes:
    """What one activity did. An edit that changed nothing has no id, and an empty patch.

    `since` is the revision before it: a page that knows that one, and merges, has missed nothing.
    """
    if activity.pk is None:
        return _patch(user, changes, {"rev": revision(user), "since": None, "activity": None})
    before = Activity.objects.for_user(user).filter(pk__lt=activity.pk).latest_first().first()
    since = before.pk if before else 0
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
    ids = _shown_ids(changes)
    found = {kind: _rows(user, kind, ids) for kind in SHOWN}
    gone = {
        f"{kind}s": sorted(ids[kind] - set(rows.values_list("pk", flat=True)))
        for kind, rows in found.items()
        if ids[kind]
    }
    parts = {name: orjson.dumps(value).decode() for name, value in head.items()}
    parts |= {f"{kind}s": as_json(rows) for kind, rows in found.items()}
    parts["gone"] = orjson.dumps(gone).decode()
    return ("{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}").encode()


def _shown_ids(changes: Iterable[Change]) -> dict[str, set[int]]:
    """Rows by the kind the page knows: a label on a task is a change of the task, and so on."""
    ids: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        if change.kind in SHOWN:
            ids[change.kind].add(change.object_id)
        elif change.kind == "series":
            ids["task"].add(change.object_id)
            ids["series"].add(change.object_id)
        else:
            values = change.before or change.after or {}
            ids["task"].add(values["task_id"])
    return ids


def _rows(user: User, kind: str, ids: dict[str, set[int]]) -> QuerySet[Model]:
    rows: QuerySet[Model] = SHOWN[kind].objects.for_user(user)
    wanted = Q(pk__in=ids[kind])
    if kind == "instance":
        # Materialization adds days without a log entry: all the days of a changed series are shown.
        wanted |= Q(task__in=ids["series"], scheduled_date__gte=clock.today(user))
    return rows.filter(wanted)
