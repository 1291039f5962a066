"""Undo: the inverse of one entry of the activity log, restoring exactly what was."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from core.models import User
from tasks.editing import repeating
from tasks.editing.journal import KINDS, Journal, Values, journal, values_of
from tasks.editing.refusals import Conflict, NotThere
from tasks.models import Activity, Change, Series, Task, TaskInstance


def undo(user: User, pk: int) -> Journal:
    """Put back every row the activity changed, added or removed; nothing else.

    Undoing an undo is redo. Raises `Conflict` when it was undone already, or when something it
    changed has been changed again since: then that comes first.
    """
    activity = Activity.objects.for_user(user).filter(pk=pk).first()
    if activity is None:
        raise NotThere("activity")
    with journal(user, "undo", undoes=activity) as log:
        if Activity.objects.for_user(user).filter(undoes=activity).exists():
            raise Conflict("That was undone already.")
        for change in activity.changes.order_by("-pk"):
            _put_back(log, change)
        _let_instances_follow(log)
    return log


def _put_back(log: Journal, change: Change) -> None:
    model = KINDS[change.kind]
    if change.after is None:
        log.add(_revived(model, change.before or {}))
        return
    row = _unchanged_since(log, model, change)
    if change.before is None:
        _remove_with_instances(log, row)
        return
    _write(row, change.before)
    log.save(row)


def _unchanged_since(log: Journal, model: type[Model], change: Change) -> Model:
    try:
        row = log.row(model._default_manager.filter(user=log.user), change.object_id)
    except NotThere:
        raise Conflict("That is gone by now, so it cannot be undone.") from None
    now = values_of(row)
    if any(now[name] != value for name, value in (change.after or {}).items()):
        raise Conflict("That was changed again since. Undo the later change first.", row)
    return row


def _remove_with_instances(log: Journal, row: Model) -> None:
    """What materialization made of a series nobody logged; it goes, and can come, with it."""
    if isinstance(row, Series):
        mine = TaskInstance.objects.for_user(log.user).filter(task=row.pk)
        log.remove(*log.rows(mine))
    if isinstance(row, Task) and row.subtasks.exists():
        raise Conflict("It has subtasks by now. Undo those first.", row)
    log.remove(row)


def _let_instances_follow(log: Journal) -> None:
    series = Series.objects.for_user(log.user).filter(pk__in=_ids(log, "series"))
    for one in log.rows(series):
        repeating.reconcile(log, one)
    tasks = Task.objects.for_user(log.user).filter(pk__in=_ids(log, "task"))
    repeating.follow_status(log, tasks)


def _ids(log: Journal, kind: str) -> set[int]:
    return {change.object_id for change in log.changes if change.kind == kind}


def _revived(model: type[Model], values: Values) -> Model:
    row = model()
    _write(row, values)
    return row


def _write(row: Any, values: Values) -> None:
    for field in row._meta.concrete_fields:
        if field.attname in values:
            target = field.target_field if field.is_relation else field
            setattr(row, field.attname, target.to_python(values[field.attname]))
