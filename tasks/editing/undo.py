"""Undo: reverse one activity of the log exactly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from core.models import User
from tasks.editing import instance_rows, links, pauses, settings, tree
from tasks.editing import series as series_edits
from tasks.editing.columns import column_values
from tasks.editing.journal import KIND_OF, KINDS, Journal, Values, journal
from tasks.editing.series_rows import reconcile
from tasks.errors import Conflict, NotFound
from tasks.models import Activity, Change, Series, Task, TaskInstance

# Derived from other columns and the user's time zone, which may have changed since.
DERIVED: dict[type[Model], set[str]] = {TaskInstance: {"starts_at"}}


def undo(user: User, pk: int) -> Journal:
    """Restore every row that the activity changed, added or removed; nothing else.

    Undoing an undo is redo. Raises `NotFound`, and `Conflict` when the activity was already undone
    or when one of its rows, or a row they depend on, has been changed since.
    """
    activity = Activity.objects.for_user(user).filter(pk=pk).first()
    if activity is None:
        raise NotFound("activity")
    if activity.is_permanent:
        raise Conflict(_("This was deleted permanently, which can't be undone."))
    with journal(user, "undo", undoes=activity) as log:
        if Activity.objects.for_user(user).filter(undoes=activity).exists():
            raise Conflict(_("This has already been undone."))
        for _kind, changes in groupby(activity.changes.order_by("-pk"), key=_group):
            _reverse(log, list(changes))
        settings.apply_changes(log)
        _update_instances(log)
        _reject_inconsistency(log)
    return log


def _group(change: Change) -> tuple[str, bool, bool, bool]:
    """Return the key of changes that can be reversed together."""
    return change.kind, change.before is None, change.after is None, change.facts_stand


def _reverse(log: Journal, changes: Sequence[Change]) -> None:
    """Reverse changes of one group: rows of one kind that were added, removed or edited."""
    first = changes[0]
    model = KINDS[first.kind]
    if first.after is None:
        log.add(*[_recreated(log, model, change.before or {}) for change in changes])
        return
    rows = _restored(log, model, changes)
    if first.before is None:
        for change in changes:
            _remove(log, rows[change.object_id], change)
    else:
        log.save(*rows.values(), facts_stand=first.facts_stand)


def _restored(log: Journal, model: type[Model], changes: Sequence[Change]) -> dict[int, Model]:
    """Return the rows by id with their values before these changes (latest first), unsaved."""
    ids = {change.object_id for change in changes}
    rows = log.lock(model._default_manager.filter(user=log.user, pk__in=ids))
    by_id = {row.pk: row for row in rows}
    if len(by_id) < len(ids):
        raise Conflict(_("This can't be undone, because the item has been deleted since."))
    for change in changes:
        row = by_id[change.object_id]
        present, logged = column_values(row), change.after or {}
        if any(present[name] != logged[name] for name in logged.keys() - DERIVED.get(model, set())):
            raise Conflict(_("This was changed again later. Undo the later change first."), row)
        _write(log, row, change.before or {})
    return by_id


def _remove(log: Journal, row: Model, change: Change) -> None:
    if isinstance(row, Series):
        _remove_days(log, row, change)
    if any(_exists(relation, row) for relation in row._meta.related_objects):
        raise Conflict(_("Something was added to it later. Undo that first."), row)
    log.remove(row)


def _exists(relation: Any, row: Model) -> bool:
    """Return whether logged rows reference this one. History may keep referencing it."""
    model = relation.related_model
    return model in KIND_OF and model._default_manager.filter(**{relation.field.name: row}).exists()


def _remove_days(log: Journal, series: Series, change: Change) -> None:
    """Remove the instances that materialization made without logging them; it can remake them."""
    days = log.lock(TaskInstance.objects.with_deleted(log.user).filter(task=series.pk))
    if _changed_since(log, days, change):
        raise Conflict(_("Some of its days were changed later. Undo those changes first."))
    log.remove(*[day for day in days if day.status == TaskInstance.Status.PENDING])


def _changed_since(log: Journal, days: Sequence[TaskInstance], change: Change) -> bool:
    """Return whether the edits of these days since a change have a net effect."""
    edits = Change.objects.filter(user=log.user, kind="instance", activity__gt=change.activity_id)
    original: dict[int, Values] = {}
    for edit in edits.filter(object_id__in=[day.pk for day in days]).order_by("pk"):
        if edit.before is None and edit.object_id not in original:
            return True
        original[edit.object_id] = (edit.before or {}) | original.get(edit.object_id, {})
    return any(original.get(day.pk, {}).items() - column_values(day).items() for day in days)


def _update_instances(log: Journal) -> None:
    changed = _ids(log, "series") | _series_of_removed_days(log)
    series = Series.objects.for_user(log.user).filter(pk__in=changed)
    for row in log.lock(series):
        reconcile(log, row)
    if _ids(log, "away"):
        pauses.reconcile_with_away(log)
    tasks = Task.objects.for_user(log.user).filter(pk__in=_ids(log, "task"))
    series_edits.pause_or_resume(log, tasks.with_series())


def _series_of_removed_days(log: Journal) -> set[int]:
    """Return the series of which this removes days: materialization may have to add them again."""
    removed = [change.before for change in log.changes if change.kind == "instance"]
    return {before["task_id"] for before in removed if before and "task_id" in before}


def _reject_inconsistency(log: Journal) -> None:
    """Raise `Conflict` if the restored rows no longer fit with rows that were changed since."""
    connection.check_constraints()  # now instead of at commit: a domain or parent may be deleted
    inconsistent = tree.is_inconsistent(
        log.user, _ids(log, "task"), _ids(log, "domain"), _ids(log, "instance")
    )
    if inconsistent or links.has_cycle(log.user, _ids(log, "dependency")):
        raise Conflict(_("A related item was changed later. Undo the later change first."))


def _ids(log: Journal, kind: str) -> set[int]:
    return {change.object_id for change in log.changes if change.kind == kind}


def _recreated(log: Journal, model: type[Model], values: Values) -> Model:
    row = model()
    _write(log, row, values)
    return row


def _write(log: Journal, row: Any, values: Values) -> None:
    for field in row._meta.concrete_fields:
        if field.attname in values:
            target = field.target_field if field.is_relation else field
            setattr(row, field.attname, target.to_python(values[field.attname]))
    if isinstance(row, TaskInstance):
        instance_rows.set_slot(log, row, row.scheduled_date, row.scheduled_time)
