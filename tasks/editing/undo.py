"""Undo: the inverse of one entry of the activity log, restoring exactly what was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from core.models import User
from tasks.editing import links, repeating, tree
from tasks.editing.journal import KIND_OF, KINDS, Journal, Values, journal, values_of
from tasks.editing.refusals import Conflict, NotThere
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
        raise NotThere("activity")
    with journal(user, "undo", undoes=activity) as log:
        if Activity.objects.for_user(user).filter(undoes=activity).exists():
            raise Conflict("That was undone already.")
        for change in activity.changes.order_by("-pk"):
            _put_back(log, change)
        _let_instances_follow(log)
        _refuse_disorder(log)
    return log


def _put_back(log: Journal, change: Change) -> None:
    model = KINDS[change.kind]
    if change.after is None:
        log.add(_revived(log, model, change.before or {}))
        return
    row = _unchanged_since(log, model, change)
    if change.before is None:
        _remove(log, row, change)
        return
    _write(log, row, change.before)
    log.save(row, facts_stand=change.facts_stand)


def _unchanged_since(log: Journal, model: type[Model], change: Change) -> Model:
    try:
        row = log.row(model._default_manager.filter(user=log.user), change.object_id)
    except NotThere:
        raise Conflict("That is gone by now, so it cannot be undone.") from None
    now, then = values_of(row), change.after or {}
    if any(now[name] != then[name] for name in then.keys() - DERIVED.get(model, set())):
        raise Conflict("That was changed again since. Undo the later change first.", row)
    return row


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
    days = log.rows(TaskInstance.objects.for_user(log.user).filter(task=series.pk))
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
    return any(then.get(day.pk, {}).items() - values_of(day).items() for day in days)


def _let_instances_follow(log: Journal) -> None:
    series = Series.objects.for_user(log.user).filter(pk__in=_ids(log, "series"))
    for one in log.rows(series):
        repeating.reconcile(log, one)
    tasks = Task.objects.for_user(log.user).filter(pk__in=_ids(log, "task"))
    repeating.follow_status(log, tasks)


def _refuse_disorder(log: Journal) -> None:
    """What was put back must still fit to what was changed around it since."""
    connection.check_constraints()  # now, not at the commit: a domain or parent may be gone
    torn = tree.is_torn(log.user, _ids(log, "task"), _ids(log, "domain"), _ids(log, "instance"))
    if torn or links.in_a_circle(log.user, _ids(log, "dependency")):
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
        repeating.set_slot(log, row, row.scheduled_date, row.scheduled_time)
