"""What a client may change of a task that is done in several sittings: each by itself."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from tasks.calendars.blocks import suffix
from tasks.editing.chunks import WHOLE
from tasks.errors import Rejected
from tasks.models import Task

Fields = dict[str, Any]

AS_A_WHOLE = "This task is done in several sittings: move each of them among the blocks."
WITH_ITS_TASK = "This is one of several sittings: complete the task itself."


def of_whole(task: Task, fields: Fields) -> Fields:
    """`fields` of a task; raises `Refused` where they would end its division into sittings."""
    if task.sittings and WHOLE & fields.keys():
        raise Rejected(AS_A_WHOLE)
    return fields


def of_sitting(task: Task, n: int, fields: Fields) -> Fields:
    """`fields` of its `n`th sitting, from 1, as those of the task; the others stay."""
    own = {name: value for name, value in fields.items() if name not in WHOLE}
    if "title" in own:
        own["title"] = own["title"].removesuffix(suffix(n, len(task.sittings)))
    if WHOLE & fields.keys():
        moved = _moved(task.sittings[n - 1], fields)
        own["sittings"] = [*task.sittings[: n - 1], moved, *task.sittings[n:]]
    return own


def _moved(sitting: Fields, fields: Fields) -> Fields:
    day: date | None = fields.get("scheduled_date")
    at: time | None = fields.get("scheduled_time")
    return {
        "date": day.isoformat() if day else sitting["date"],
        "time": at.isoformat() if at else sitting["time"],
        "minutes": fields.get("duration", sitting["minutes"]),
    }
