"""Edit many rows at once: one activity, one undo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal, cast

from django.utils.translation import gettext as _

from core.models import User
from tasks.editing import instances, tasks, trash, tree
from tasks.editing.commands import InstanceFields, TaskFields
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected

Action = Literal["complete", "reopen", "archive", "delete", "skip", "change"]

# The fields of a task that a single day can override.
OVERRIDES = {"duration": "own_duration", "domain_id": "own_domain_id"}


def apply_action(
    user: User,
    action: Action,
    task_ids: Collection[int],
    instance_ids: Collection[int],
    fields: TaskFields,
) -> Journal:
    """Apply one action to many tasks and instances, all or none. "change" alone uses `fields`."""
    with journal(user, action) as log:
        if task_ids:
            _apply_to_tasks(log, action, task_ids, fields)
        if instance_ids:
            _apply_to_instances(log, action, instance_ids, fields)
    return log


@dataclass(frozen=True, slots=True)
class Slot:
    """The new day and time of a task or one day of a series; no time is any time that day."""

    pk: int
    is_instance: bool
    day: date
    at: time | None

    @property
    def fields(self) -> TaskFields:
        return {"scheduled_date": self.day, "scheduled_time": self.at}


def place(user: User, slots: Collection[Slot]) -> Journal:
    """Move many tasks and instances, each to its slot; all or none, with one undo."""
    with journal(user, "place") as log:
        tasks.place_in(log, {slot.pk: slot.fields for slot in slots if not slot.is_instance})
        instances.place_in(log, {slot.pk: slot.fields for slot in slots if slot.is_instance})
    return log


def _apply_to_tasks(log: Journal, action: Action, pks: Collection[int], fields: TaskFields) -> None:
    match action:
        case "complete":
            tasks.complete_in(log, *pks)
        case "reopen":
            tasks.reopen_in(log, *pks)
        case "archive":
            tasks.archive_in(log, *pks)
        case "delete":
            trash.delete_in(log, *pks)
        case "change":
            tasks.change_rows(log, log.get_locked(tree.by_ids, pks), fields)
        case "skip":
            raise Rejected(_("Only single days of repeating tasks can be skipped."))


def _apply_to_instances(
    log: Journal, action: Action, pks: Collection[int], fields: TaskFields
) -> None:
    match action:
        case "complete":
            instances.finish_rows(log, instances.get_days(log, pks), instances.COMPLETED)
        case "skip":
            instances.finish_rows(log, instances.get_days(log, pks), instances.SKIPPED)
        case "reopen":
            instances.reopen_in(log, *pks)
        case "change":
            instances.change_all_in(log, pks, _instance_fields(fields))
        case "delete":
            trash.delete_days_in(log, pks)
        case "archive":
            raise Rejected(
                _("A single day of a repeating task can't be archived. Skip or delete it instead.")
            )


def _instance_fields(fields: TaskFields) -> InstanceFields:
    """Return the fields of a single day; its other fields are those of the series."""
    if set(fields) - instances.SLOT - OVERRIDES.keys():
        raise Rejected(
            _("For single occurrences you can only bulk-edit date, time, duration and domain.")
        )
    own: Any = {OVERRIDES.get(name, name): value for name, value in fields.items()}
    return cast(InstanceFields, own)
