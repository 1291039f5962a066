"""Undo: the inverse of one entry of the activity log, restoring exactly what was."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Model

from core.models import User
from tasks.editing import links, settings, tree
from tasks.editing import series as series_edits
from tasks.editing.journal import KIND_OF, KINDS, Journal, Values, column_values, journal
from tasks.errors import Conflict, NotFound
from tasks.models import Activity, Change, Series, Task, TaskInstance

# Follows from the others and from the person's zone, which may have changed since.
DERIVED: dict[type[Model], set[str]] = {TaskInstance: {"starts_at"}}


def undo(user: User, pk: int) -> Journal:
    """Put back every row the activity changed, added or removed; nothing else.

    Undoing an undo is redo. Raises `Conflict` when it was undone already, or when something it
    changed, or stands on, has been changed again since: then that comes first.
    """
    activity = Activity.objects.for_user(user).filter(pk=pk).first()
    if activity is None:
        raise NotFound("activity")
    with journal(user, "undo", undoes=activity) as log:
        if Activity.objects.for_user(user).filter(undoes=activity).exists():
            raise Conflict("That was undone already.")
        for _, changes in groupby(activity.changes.order_by("-pk"), key=_alike):
            _put_back(log, list(changes))
        settings.apply_changes(log)
        _let_instances_follow(log)
        _refuse_disorder(log)
    return log


def _alike(change: Change) -> tuple[str, bool, bool, bool]:
    """By this, changes can be put back together."""
    return change.kind, change.before is None, change.after is None, change.facts_stand


def _put_back(log: Journal, changes: Sequence[Change]) -> None:
    """Put back changes that are alike: rows of one kind that were added, removed or edited."""
    first = changes[0]
    model = KINDS[first.kind]
    if first.after is None:
        log.add(*[_revived(log, model, change.before or {}) for change in changes])
        return
    rows = _as_before(log, model, changes)
    if first.before is None:
        for change in changes:
            _remove(log, rows[change.object_id], change)
    else:
        log.save(*rows.values(), facts_stand=first.facts_stand)


def _as_before(log: Journal, model: type[Model], changes: Sequence[Change]) -> dict[int, Model]:
    """The rows of these changes (latest first) as they were before them, by id and unsaved."""
    ids = {change.object_id for change in changes}
    rows = log.lock(model._default_manager.filter(user=log.user, pk__in=ids))
    by_id = {row.pk: row for row in rows}
    if len(by_id) < len(ids):
        raise Conflict("That is gone by now, so it cannot be undone.")
    for change in changes:
        row = by_id[change.object_id]
        now, then = column_values(row), change.after or {}
        if any(now[name] != then[name] for name in then.keys() - DERIVED.get(model, set())):
            raise Conflict("That was changed again since. Undo the later change first.", row)
        _write(log, row, change.before or {})
    return by_id


def _remove(log: Journal, row: Model, change: Change) -> None:
    if isinstance(row, Series):
        _remove_days(log, row, change)
    if any(_exists(relation, row) for relation in row._meta.related_objects):
        raise Conflict("Something else belongs to it by now. Undo that first.", row)
    log.remove(row)


def _exists(relation: Any, row: Model) -> bool:
    """Whether rows of the log's kinds hang on this one; history, which only remembers it, may."""
    model = relation.related_model
    return model in KIND_OF and model._default_manager.filter(**{relation.field.name: row}).exists()


def _remove_days(log: Journal, series: Series, change: Change) -> None:
    """What materialization made of a series nobody logged; it goes, and can come, with it."""
    days = log.lock(TaskInstance.objects.for_user(log.user).filter(task=series.pk))
    if _changed_since(log, days, change):
        raise Conflict("Some of its days were changed since. Undo that first.")
    log.remove(*[day for day in days if day.status == TaskInstance.Status.PENDING])


def _changed_since(log: Journal, days: Sequence[TaskInstance], change: Change) -> bool:
    """Whether all edits of these days since a change, taken together, come to something."""
    edits = Change.objects.filter(user=log.user, kind="instance", activity__gt=change.activity_id)
    then: dict[int, Values] = {}
    for edit in edits.filter(object_id__in=[day.pk for day in days]).order_by("pk"):
        if edit.before is None and edit.object_id not in then:
            return True
        then[edit.object_id] = (edit.before or {}) | then.get(edit.object_id, {})
    return any(then.get(day.pk, {}).items() - column_values(day).items() for day in days)


def _let_instances_follow(log: Journal) -> None:
    series = Series.objects.for_user(log.user).filter(pk__in=_ids(log, "series"))
    for one in log.lock(series):
        series_edits.reconcile(log, one)
    tasks = Task.objects.for_user(log.user).filter(pk__in=_ids(log, "task"))
    series_edits.pause_or_resume(log, tasks.with_series())


def _refuse_disorder(log: Journal) -> None:
    """What was put back must still fit to what was changed around it since."""
    connection.check_constraints()  # now, not at the commit: a domain or parent may be gone
    torn = tree.is_inconsistent(
        log.user, _ids(log, "task"), _ids(log, "domain"), _ids(log, "instance")
    )
    if torn or links.has_cycle(log.user, _ids(log, "dependency")):
        raise Conflict("What it belongs to was changed since. Undo the later change first.")


def _ids(log: Journal, kind: str) -> set[int]:
    return {change.object_id for change in log.changes if change.kind == kind}


def _revived(log: Journal, model: type[Model], values: Values) -> Model:
    row = model()
    _write(log, row, values)
    return row


def _write(log: Journal, row: Any, values: Values) -> None:
    for field in row._meta.concrete_fields:
        if field.attname in values:
            target = field.target_field if field.is_relation else field
            setattr(row, field.attname, target.to_python(values[field.attname]))
    if isinstance(row, TaskInstance):
        series_edits.set_slot(log, row, row.scheduled_date, row.scheduled_time)
