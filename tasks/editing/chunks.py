"""Tasks that are split into chunks: when each chunk is, and what joins them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from tasks.editing.cleaning import clean_day
from tasks.editing.commands import Chunk, TaskFields
from tasks.errors import Rejected
from tasks.models import Task

# A change of one of these without `chunks` is meant for the task as a whole.
WHOLE = {"scheduled_date", "scheduled_time", "duration"}


def set_chunks(task: Task, fields: TaskFields) -> None:
    """Set the chunks of a task and schedule it with the first, or join them if it is moved whole.

    Chunks may come in any order; a single one just schedules the task. Raises `Rejected` when two
    overlap.
    """
    if pieces := fields.get("chunks"):
        _place(task, sorted(pieces, key=lambda chunk: (chunk["date"], chunk["time"])))
    elif "chunks" in fields or WHOLE & set(fields):
        task.chunks = []


def _place(task: Task, chunks: Sequence[Chunk]) -> None:
    if any(not 1 <= chunk["minutes"] <= 24 * 60 for chunk in chunks):
        raise Rejected(_("Each piece must take between 1 minute and 1 day."), "chunks")
    _reject_overlap(chunks)
    first = chunks[0]
    task.scheduled_date = min(clean_day(date.fromisoformat(chunk["date"])) for chunk in chunks)
    task.scheduled_time = time.fromisoformat(first["time"])
    task.chunks = chunks if len(chunks) > 1 else []


def _reject_overlap(chunks: Sequence[Chunk]) -> None:
    """Raise `Rejected` if two chunks overlap by wall-clock time, as the calendar draws them."""
    spans = [_span(chunk) for chunk in chunks]
    if any(end > begin for (_begin, end), (begin, _end) in pairwise(spans)):
        sentence = _("Two pieces of a task cannot be at the same time. Move one of them.")
        raise Rejected(sentence, "chunks")


def _span(chunk: Chunk) -> tuple[datetime, datetime]:
    begin = datetime.fromisoformat(f"{chunk['date']}T{chunk['time']}")
    return begin, begin + timedelta(minutes=chunk["minutes"])
