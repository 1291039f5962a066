"""Read the activity log: what happened, newest first, and whether it can be undone."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from django.db.models import Exists, OuterRef

from core.models import User
from tasks.models import Activity, Change

PAGE_SIZE = 50


def log_of(user: User, task: int | None = None, before: int | None = None) -> bytes:
    """Return a page of the log as JSON; of one task, or before an activity, if given."""
    entries = Activity.objects.for_user(user).latest_first().select_related("undone_by")
    # An activity without changes only stores the key of a request that changed nothing.
    entries = entries.filter(Exists(Change.objects.filter(activity=OuterRef("pk"))))
    if task:
        of_task = Change.objects.filter(user=user, kind__in=["task", "series"], object_id=task)
        entries = entries.filter(pk__in=of_task.values("activity"))
    if before:
        entries = entries.filter(pk__lt=before)
    page = entries.prefetch_related("changes")[:PAGE_SIZE]
    return orjson.dumps([_entry(entry, entry.changes.all()) for entry in page])


def _entry(entry: Activity, changes: Iterable[Change]) -> dict[str, object]:
    return {
        "id": entry.pk,
        "action": entry.action,
        "source": entry.source,
        "created_at": entry.created_at,
        "undoes": entry.undoes_id,
        "undone": hasattr(entry, "undone_by"),
        "changes": [
            {
                "kind": change.kind,
                "id": change.object_id,
                "before": change.before,
                "after": change.after,
            }
            for change in changes
        ],
    }
