"""Writes what a client sends through the verbs: logged, undoable, refused with a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from core.models import User
from tasks.calendars.ical.entries import Entry
from tasks.dav import chunks
from tasks.dav.collections import TASKS, DavCollection, Found
from tasks.dav.parsing import Said, changes, read
from tasks.editing import instances, tasks
from tasks.editing.cleaning import clean_name
from tasks.editing.commands import TaskFields, subset
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected
from tasks.models import DavName, Domain, Label, Task, TaskInstance

# A field of a task, and what a single day of a series calls its own.
OWN = {
    "title": "own_title",
    "description": "own_description",
    "duration": "own_duration",
    "scheduled_date": "scheduled_date",
    "scheduled_time": "scheduled_time",
}


def put(user: User, shelf: DavCollection, href: str, text: str, before: Found | None) -> None:
    """Make a task of a new object, or change what differs from what had been told.

    Runs inside the storage's lock. Raises `Refused` with a sentence for what cannot be.
    """
    said = read(text, shelf.component, user.preferences.zone)
    if before is None:
        _add(user, shelf, href, said)
    else:
        told = read(before.text(), shelf.component, user.preferences.zone)
        _change(user, shelf, before, said, told)


def remove(user: User, shelf: DavCollection, found: Found) -> None:
    """What deleting means: a task is archived, a day of a series skipped, a block taken off the
    grid. Nothing is ever lost by it."""
    entry = found.entry
    if entry.recurrence_id:
        row = _instance(user, found)
        if row.status == TaskInstance.Status.COMPLETED:
            raise Rejected("This day is completed. Reopen it to skip it.")
        instances.skip(user, row.pk)
    elif shelf is TASKS:
        tasks.archive(user, entry.task_id)
    elif entry.chunk:
        raise Rejected(_("This is one of several pieces: unschedule the task in Whendoist."))
    else:
        tasks.change(user, entry.task_id, {"scheduled_date": None, "scheduled_time": None})


def _add(user: User, shelf: DavCollection, href: str, said: Said) -> None:
    fields = subset(said.fields, {name for name, value in said.fields.items() if value is not None})
    with journal(user, "add") as log:
        fields |= _filed(log, said.categories or (), None, frozenset())
        if parent := _parent(user, shelf, said):
            fields["parent_id"] = parent
        task = tasks.add_in(log, fields)
        if said.completed:
            tasks.complete_in(log, task.pk)
        if said.cancelled:
            tasks.archive_in(log, task.pk)
        # The name of a task that was put away since is free again.
        DavName.objects.for_user(user).filter(collection=shelf.name, href=href).delete()
        name = {"user": user, "collection": shelf.name, "href": href, "uid": said.uid}
        DavName.objects.create(task=task, **name)


def _change(user: User, shelf: DavCollection, before: Found, said: Said, told: Said) -> None:
    with journal(user, "change") as log:
        if before.entry.recurrence_id:
            _change_day(log, _instance(user, before), said, told)
        else:
            _change_task(log, shelf, before, said, told)


def _change_task(log: Journal, shelf: DavCollection, before: Found, said: Said, told: Said) -> None:
    pk = before.entry.task_id
    task = tasks.find(log.user, pk)
    fields = _own_fields(task, before.entry, said, told)
    if said.categories not in (None, told.categories):
        had = frozenset(task.labels.values_list("pk", flat=True))
        fields |= _filed(log, said.categories or (), task.domain_id, had)
    if said.parent_uid not in (None, told.parent_uid):
        fields["parent_id"] = _parent(log.user, shelf, said)
    if told.completed and not said.completed:
        tasks.reopen_in(log, pk)
    if fields:
        tasks.change_in(log, pk, fields)
    if said.completed and not told.completed:
        tasks.complete_in(log, pk)
    if said.cancelled:
        tasks.archive_in(log, pk)


def _own_fields(task: Task, entry: Entry, said: Said, told: Said) -> TaskFields:
    """What was changed, as fields of the task: its entry may be one of several chunks."""
    fields = changes(said, told)
    if entry.chunk is None:
        return chunks.of_whole(task, fields)
    if said.completed != told.completed:
        raise Rejected(chunks.WITH_ITS_TASK)
    return chunks.of_chunk(task, entry.chunk, fields)


def _change_day(log: Journal, row: TaskInstance, said: Said, told: Said) -> None:
    fields = changes(said, told)
    if set(fields) - set(OWN):
        raise Rejected("Deadline, impact and reminder are those of the series: change them there.")
    if told.completed and not said.completed:
        instances.reopen_in(log, row.pk)
    if fields:
        own: Any = {OWN[name]: value for name, value in fields.items()}
        instances.change_in(log, row.pk, own)
    if said.completed and not told.completed:
        instances.finish_in(log, row.pk, TaskInstance.Status.COMPLETED)
    if said.cancelled:
        instances.finish_in(log, row.pk, TaskInstance.Status.SKIPPED)


def _filed(
    log: Journal, categories: tuple[str, ...], domain: int | None, had: frozenset[int]
) -> TaskFields:
    """The domain and the labels that categories name; words nobody knew become labels."""
    wanted = {name.lower(): name for name in map(clean_name, categories) if name}
    active = Domain.objects.for_user(log.user).active().annotate(lower=Lower("name"))
    named = dict(active.filter(lower__in=wanted).values_list("pk", "lower"))
    labels = {wanted[word] for word in wanted.keys() - set(named.values())}
    fields: TaskFields = {}
    ids = {_label(log, name) for name in sorted(labels)}
    if ids != had:
        fields["labels"] = sorted(ids)
    if named and domain not in named:
        fields["domain_id"] = min(named)
    return fields


def _label(log: Journal, name: str) -> int:
    known = Label.objects.for_user(log.user).filter(name__iexact=name).first()
    if known is None:
        known = Label(user=log.user, name=name)
        log.add(known)
    return known.pk


def _parent(user: User, shelf: DavCollection, said: Said) -> int | None:
    """The task that a UID stands for, if it is among those told."""
    if not said.parent_uid:
        return None
    found = (each for each in shelf.all(user) if each.uid == said.parent_uid)
    above = next(found, None)
    return above.entry.task_id if above and above.entry.recurrence_id is None else None


def _instance(user: User, found: Found) -> TaskInstance:
    rows = TaskInstance.objects.for_user(user).filter(task=found.entry.task_id)
    return rows.get(recurrence_id=found.entry.recurrence_id or date.min)
