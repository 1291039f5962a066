"""One edit of many rows: one activity, one undo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from core.models import User
from tasks.editing import instances, tasks, tree
from tasks.editing.commands import TaskFields
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected

Action = Literal["complete", "reopen", "archive", "skip", "change"]


def apply_action(
    user: User,
    action: Action,
    task_ids: Collection[int],
    instance_ids: Collection[int],
    fields: TaskFields,
) -> Journal:
    """Do one thing to many tasks and instances, all or none. `fields` are for "change" only."""
    with journal(user, action) as log:
        if task_ids:
            _do_tasks(log, action, task_ids, fields)
        if instance_ids:
            _do_instances(log, action, instance_ids, fields)
    return log


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a task, or one day of a series, is to stand; no time is any time that day."""

    pk: int
    is_instance: bool
    day: date
    at: time | None

    @property
    def fields(self) -> TaskFields:
        return {"scheduled_date": self.day, "scheduled_time": self.at}


def place(user: User, slots: Collection[Slot]) -> Journal:
    """Put many tasks and days of series where each is to stand, all or none, with one undo."""
    with journal(user, "place") as log:
        tasks.place_in(log, {slot.pk: slot.fields for slot in slots if not slot.is_instance})
        instances.place_in(log, {slot.pk: slot.fields for slot in slots if slot.is_instance})
    return log


def _do_tasks(log: Journal, action: Action, pks: Collection[int], fields: TaskFields) -> None:
    match action:
        case "complete":
            tasks.complete_in(log, *pks)
        case "reopen":
            tasks.reopen_in(log, *pks)
        case "archive":
            tasks.archive_in(log, *pks)
        case "change":
            tasks.change_rows(log, log.get_locked(tree.by_ids, pks), fields)
        case "skip":
            raise Rejected("Only a day of a repeating task can be skipped.")


def _do_instances(log: Journal, action: Action, pks: Collection[int], fields: TaskFields) -> None:
    match action:
        case "complete":
            instances.finish_rows(log, log.get_locked(instances.by_ids, pks), instances.COMPLETED)
        case "skip":
            instances.finish_rows(log, log.get_locked(instances.by_ids, pks), instances.SKIPPED)
        case "reopen":
            instances.reopen_in(log, *pks)
        case "change":
            _refuse_unless_slot(fields)
            instances.place_in(log, dict.fromkeys(pks, fields))
        case "archive":
            raise Rejected("One day of a repeating task cannot be archived. Skip it instead.")


def _refuse_unless_slot(fields: TaskFields) -> None:
    if set(fields) - {"scheduled_date", "scheduled_time"}:
        raise Rejected("Of single days of repeating tasks, only date and time change together.")
