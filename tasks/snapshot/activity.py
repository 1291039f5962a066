"""Read the activity log: what happened, newest first, and whether it can be undone."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.models import User
from tasks.models import Activity, Change, Task, TaskInstance

PAGE_SIZE = 50
WORDS = {
    "add": gettext_lazy("Added: %(name)s"),
    "change": gettext_lazy("Changed: %(name)s"),
    "change a day": gettext_lazy("Changed: %(name)s"),
    "complete": gettext_lazy("Completed: %(name)s"),
    "reopen": gettext_lazy("Reopened: %(name)s"),
    "skip": gettext_lazy("Skipped: %(name)s"),
    "archive": gettext_lazy("Archived: %(name)s"),
    "restore": gettext_lazy("Restored: %(name)s"),
    "place": gettext_lazy("Moved: %(name)s"),
    "apply a plan": gettext_lazy("Planned: %(name)s"),
}


def log_of(user: User, task: int | None = None, before: int | None = None) -> bytes:
    """Return a page of the log as JSON; of one task, or before an activity, if given."""
    entries = Activity.objects.for_user(user).latest_first().select_related("undone_by")
    # An activity without changes only stores the key of a request that changed nothing.
    entries = entries.filter(Exists(Change.objects.filter(activity=OuterRef("pk"))))
    # An edit that continued another one took its place.
    entries = entries.filter(Q(undone_by=None) | Q(undone_by__action="undo"))
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
        "undoes": entry.undoes_id if entry.action == "undo" else None,
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


def name_of(user: User, pk: int) -> str:
    """Return an action in words, with the title of what it changed."""
    activity = Activity.objects.for_user(user).get(pk=pk)
    name = _subject(user, activity.changes.order_by("pk"))
    words = WORDS.get(activity.action)
    return str(words) % {"name": name} if words else name or activity.action


def _subject(user: User, changes: Iterable[Change]) -> str:
    """Return the title or name of the changed row, or the number of tasks."""
    ids: dict[str, set[int]] = {}
    for change in changes:
        ids.setdefault(change.kind, set()).add(change.object_id)
    days = TaskInstance.objects.for_user(user).filter(pk__in=ids.get("instance", ()))
    tasks = (
        ids.get("task", set()) | ids.get("series", set()) | {*days.values_list("task", flat=True)}
    )
    if len(tasks) > 1:
        return ngettext("%(count)d task", "%(count)d tasks", len(tasks)) % {"count": len(tasks)}
    task = Task.objects.for_user(user).filter(pk__in=tasks).first()
    return task.title if task else _logged_name(changes)


def _logged_name(changes: Iterable[Change]) -> str:
    """Return the title or name of the first row that the log has one of: it may be deleted."""
    for change in changes:
        values = (change.before or {}) | (change.after or {})
        if name := values.get("title") or values.get("name"):
            return str(name)
    return _("an item")
