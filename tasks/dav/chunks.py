"""What a client may change of a task that is split into chunks: one chunk at a time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tasks.calendars.blocks import chunk_suffix
from tasks.editing.chunks import WHOLE, as_task_fields, with_chunk
from tasks.editing.commands import TaskFields, subset
from tasks.errors import Rejected
from tasks.models import Task

MOVE_BLOCKS_INSTEAD = _(
    "This task is done in several pieces. Move its blocks in the calendar instead."
)
COMPLETE_TASK_INSTEAD = _("This is one of several pieces. Complete the task itself instead.")


def whole_task_fields(task: Task, fields: TaskFields, *, is_block: bool) -> TaskFields:
    """Return `fields` of a task. Raises `Rejected` if they would discard its chunks.

    The length of a block is that of the only chunk; the duration of a to-do is the task's.
    """
    if len(task.chunks) > 1 and WHOLE & fields.keys():
        raise Rejected(MOVE_BLOCKS_INSTEAD)
    return as_task_fields(task, fields) if is_block else fields


def chunk_fields(task: Task, number: int, fields: TaskFields) -> TaskFields:
    """Return `fields` of chunk `number`, counted from 1, as fields of its task."""
    task_fields = subset(fields, fields.keys() - WHOLE)
    if "title" in task_fields:
        ending = chunk_suffix(number, len(task.chunks))
        task_fields["title"] = task_fields["title"].removesuffix(ending)
    if WHOLE & fields.keys():
        task_fields["chunks"] = with_chunk(task.chunks, number - 1, fields)
    return task_fields
