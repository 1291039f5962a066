"""Writes a client's items through the verbs, so that each write is logged and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Component

from core.models import User
from tasks.calendars.ical.entries import Entry
from tasks.dav import chunks, parents, series_put
from tasks.dav.categories import category_fields
from tasks.dav.collections import TASKS, DavCollection, DavItem
from tasks.dav.completion import Completion, completed_at
from tasks.dav.due_dates import due_when_scheduled, restore_meaning
from tasks.dav.parsing import RECURRING, ParsedItem, changed_fields, parse_item
from tasks.dav.series_put import INSTANCE_FIELDS
from tasks.editing import instances, tasks, trash
from tasks.editing.commands import TaskFields, subset
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected
from tasks.models import DavName, Task, TaskInstance


def put(
    user: User, collection: DavCollection, href: str, text: str, current: DavItem | None
) -> None:
    """Add a task for a new item, or apply what differs from the `current` one.

    Runs inside the storage's lock. Raises `Rejected` if a rule forbids the change.
    """
    local_clock, restore = user.preferences.local_clock, _restore(user, current)
    new = parse_item(text, collection.component, local_clock, restore)
    if current is None:
        _add(user, collection, href, new)
    elif new.series and (current.entry.recurrence_id or current.entry.chunk):
        raise Rejected(RECURRING)
    else:
        old = parse_item(current.text(), collection.component, local_clock, restore)
        old.fields.setdefault("duration", current.entry.minutes)  # a VTODO of ours has no DURATION
        _change(user, collection, current, new, old)


def _restore(user: User, current: DavItem | None) -> Callable[[Component], None]:
    """Return what turns a client's VTODO into ours."""
    if not due_when_scheduled(user):
        return lambda component: None
    entry, local_clock = current.entry if current else None, user.preferences.local_clock
    return lambda component: restore_meaning(component, entry, local_clock)


def remove(user: User, collection: DavCollection, item: DavItem) -> None:
    """Move a task to the trash, skip an occurrence, or unschedule a block."""
    entry = item.entry
    if entry.recurrence_id:
        row = _instance(user, item)
        if row.status == TaskInstance.Status.COMPLETED:
            raise Rejected(_("This occurrence is completed. Reopen it before you skip it."))
        instances.skip(user, row.pk)
    elif collection is TASKS or item.is_series:
        trash.delete(user, entry.task_id)
    elif entry.chunk:
        raise Rejected(_("This is one of several pieces. Unschedule the task in Whendoist."))
    else:
        tasks.change(user, entry.task_id, {"scheduled_date": None, "scheduled_time": None})


def _add(user: User, collection: DavCollection, href: str, new: ParsedItem) -> None:
    fields = subset(new.fields, {name for name, value in new.fields.items() if value is not None})
    with journal(user, "add") as log:
        fields |= category_fields(log, new.categories or (), None, frozenset())
        if parent := parents.parent_of(user, collection, new):
            fields["parent_id"] = parent
        task = _add_task(log, fields, new)
        if new.cancelled:
            tasks.archive_in(log, task.pk)
        # A task that was archived since no longer needs its name.
        DavName.objects.for_user(user).filter(collection=collection.name, href=href).delete()
        name = {"user": user, "collection": collection.name, "href": href, "uid": new.uid}
        parent_uid = parents.missing_parent(new, fields.get("parent_id"))
        DavName.objects.create(task=task, parent_uid=parent_uid, **name)
        parents.attach_children(log, collection, task.pk, new.uid)


def _add_task(log: Journal, fields: TaskFields, new: ParsedItem) -> Task:
    if new.series:
        return series_put.add(log, fields, new.series, new)
    task = tasks.add_in(log, fields)
    if new.completion.completes(Completion()):
        tasks.complete_in(log, task.pk, at=completed_at(log, new.completion))
    return task


def _change(
    user: User, collection: DavCollection, current: DavItem, new: ParsedItem, old: ParsedItem
) -> None:
    with journal(user, "change") as log:
        if current.entry.recurrence_id:
            _change_instance(log, _instance(user, current), new, old)
        else:
            _change_task(log, collection, current, new, old)


def _change_task(
    log: Journal, collection: DavCollection, current: DavItem, new: ParsedItem, old: ParsedItem
) -> None:
    pk = current.entry.task_id
    task = tasks.get(log.user, pk)
    fields = _task_fields(task, collection, current.entry, new, old)
    fields |= _related_fields(log, collection, current, task, new, old)
    if current.is_series or new.series:
        _change_repeating(log, current, fields, new, old)
        return
    completes = new.completion.completes(old.completion)
    if old.completion.completed and not completes:
        tasks.reopen_in(log, pk)
    if fields:
        tasks.change_in(log, pk, fields)
    if completes and not old.completion.completed:
        tasks.complete_in(log, pk, at=completed_at(log, new.completion))
    if new.cancelled:
        tasks.archive_in(log, pk)


def _change_repeating(
    log: Journal, current: DavItem, fields: TaskFields, new: ParsedItem, old: ParsedItem
) -> None:
    """Change a series, or make a task repeat."""
    pk = current.entry.task_id
    if fields := series_put.without_slots(fields):
        tasks.change_in(log, pk, fields)
    if current.is_series:
        series_put.change(log, pk, new, old)
    elif new.series:
        series_put.start(log, pk, new.series, new)
    if new.cancelled:
        tasks.archive_in(log, pk)


def _related_fields(
    log: Journal,
    collection: DavCollection,
    current: DavItem,
    task: Task,
    new: ParsedItem,
    old: ParsedItem,
) -> TaskFields:
    """Return the changed domain, labels and parent."""
    fields: TaskFields = {}
    if new.categories not in (None, old.categories):
        label_ids = frozenset(task.labels.values_list("pk", flat=True))
        fields |= category_fields(log, new.categories or (), task.domain_id, label_ids)
    if new.parent_uid not in (None, old.parent_uid):
        fields["parent_id"] = parents.parent_of(log.user, collection, new)
        missing = parents.missing_parent(new, fields["parent_id"])
        parents.remember(log.user, collection, current, missing)
    return fields


def _task_fields(
    task: Task, collection: DavCollection, entry: Entry, new: ParsedItem, old: ParsedItem
) -> TaskFields:
    """Return the changed fields of the task, whether the entry is all of it or one chunk."""
    fields = changed_fields(new, old)
    if entry.chunk is None:
        return chunks.whole_task_fields(task, fields, is_block=collection is not TASKS)
    if new.completion.completed != old.completion.completed:
        raise Rejected(chunks.COMPLETE_TASK_INSTEAD)
    return chunks.chunk_fields(task, entry.chunk, fields)


def _change_instance(log: Journal, row: TaskInstance, new: ParsedItem, old: ParsedItem) -> None:
    fields = changed_fields(new, old)
    if set(fields) - set(INSTANCE_FIELDS):
        raise Rejected(
            _("Deadline, impact and reminder belong to the series. Change them in Whendoist.")
        )
    completes = new.completion.completes(old.completion)
    if old.completion.completed and not completes:
        instances.reopen_in(log, row.pk)
    if fields:
        overrides: Any = {INSTANCE_FIELDS[name]: value for name, value in fields.items()}
        instances.change_in(log, row.pk, overrides)
    if completes and not old.completion.completed:
        at = completed_at(log, new.completion)
        instances.finish_in(log, row.pk, TaskInstance.Status.COMPLETED, at)
    if new.cancelled:
        instances.finish_in(log, row.pk, TaskInstance.Status.SKIPPED)


def _instance(user: User, item: DavItem) -> TaskInstance:
    rows = TaskInstance.objects.for_user(user).filter(task=item.entry.task_id)
    day, at = item.entry.recurrence_id or date.min, item.entry.recurrence_time
    return rows.get(recurrence_id=day, recurrence_time=at)
