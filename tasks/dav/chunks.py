"""What a client may change of a task that is done in several chunks: each by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tasks.calendars.blocks import suffix
from tasks.editing.chunks import WHOLE
from tasks.editing.commands import Chunk, TaskFields, subset
from tasks.errors import Rejected
from tasks.models import Task

AS_A_WHOLE = _("This task is done in several pieces: move its blocks in the calendar instead.")
WITH_ITS_TASK = _("This is one of several pieces: complete the task itself.")


def of_whole(task: Task, fields: TaskFields) -> TaskFields:
    """`fields` of a task; raises `Refused` where they would end its division into chunks."""
    if task.chunks and WHOLE & fields.keys():
        raise Rejected(AS_A_WHOLE)
    return fields


def of_chunk(task: Task, n: int, fields: TaskFields) -> TaskFields:
    """`fields` of its `n`th chunk, from 1, as those of the task; the others stay."""
    own = subset(fields, fields.keys() - WHOLE)
    if "title" in own:
        own["title"] = own["title"].removesuffix(suffix(n, len(task.chunks)))
    if WHOLE & fields.keys():
        moved = _moved(task.chunks[n - 1], fields)
        own["chunks"] = [*task.chunks[: n - 1], moved, *task.chunks[n:]]
    return own


def _moved(chunk: Chunk, fields: TaskFields) -> Chunk:
    day, at = fields.get("scheduled_date"), fields.get("scheduled_time")
    return {
        "date": day.isoformat() if day else chunk["date"],
        "time": at.isoformat() if at else chunk["time"],
        "minutes": fields.get("duration") or chunk["minutes"],
    }
