"""One edit of many rows: one activity, one undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

from core.models import User
from tasks.editing import instances, tasks
from tasks.editing.journal import Journal, journal
from tasks.editing.refusals import Refused

Action = Literal["complete", "reopen", "archive", "skip", "change"]


def do(
    user: User,
    action: Action,
    task_ids: Iterable[int],
    instance_ids: Iterable[int],
    fields: dict[str, Any],
) -> Journal:
    """Do one thing to many tasks and instances, all or none. `fields` are for "change" only."""
    with journal(user, action) as log:
        for pk in task_ids:
            _do_task(log, action, pk, fields)
        for pk in instance_ids:
            _do_instance(log, action, pk, fields)
    return log


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a task, or one day of a series, is to stand; no time is any time that day."""

    pk: int
    is_instance: bool
    day: date
    at: time | None


def place(user: User, slots: Iterable[Slot]) -> Journal:
    """Put many tasks and days of series where each is to stand, all or none, with one undo."""
    with journal(user, "place") as log:
        for slot in slots:
            fields = {"scheduled_date": slot.day, "scheduled_time": slot.at}
            change_in = instances.change_in if slot.is_instance else tasks.change_in
            change_in(log, slot.pk, fields)
    return log


def _do_task(log: Journal, action: Action, pk: int, fields: dict[str, Any]) -> None:
    match action:
        case "complete":
            tasks.complete_in(log, pk)
        case "reopen":
            tasks.reopen_in(log, pk)
        case "archive":
            tasks.archive_in(log, pk)
        case "change":
            tasks.change_in(log, pk, fields)
        case "skip":
            raise Refused("Only a day of a repeating task can be skipped.")


def _do_instance(log: Journal, action: Action, pk: int, fields: dict[str, Any]) -> None:
    match action:
        case "complete":
            instances.finish_in(log, pk, instances.COMPLETED)
        case "skip":
            instances.finish_in(log, pk, instances.SKIPPED)
        case "reopen":
            instances.reopen_in(log, pk)
        case "change":
            _refuse_unless_slot(fields)
            instances.change_in(log, pk, fields)
        case "archive":
            raise Refused("One day of a repeating task cannot be archived. Skip it instead.")


def _refuse_unless_slot(fields: dict[str, Any]) -> None:
    if set(fields) - {"scheduled_date", "scheduled_time"}:
        raise Refused("Of single days of repeating tasks, only date and time change together.")
