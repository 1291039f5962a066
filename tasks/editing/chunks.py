"""Tasks done in several chunks: where each stands, and what ends the division."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from tasks.editing.cleaning import clean_day
from tasks.editing.commands import Chunk, TaskFields
from tasks.errors import Rejected
from tasks.models import Task

# Whoever changes one of these without saying where the chunks go means the task as a whole.
WHOLE = {"scheduled_date", "scheduled_time", "duration"}


def set_chunks(task: Task, fields: TaskFields) -> None:
    """Put a task where its chunks are, or back into one piece when it is moved as a whole.

    `fields["chunks"]` is a list of {"date", "time", "minutes"}, ISO texts, in any order. One is
    no division: the task simply stands there. Raises `Refused` when two would overlap.
    """
    if pieces := fields.get("chunks"):
        _place(task, sorted(pieces, key=lambda chunk: (chunk["date"], chunk["time"])))
    elif "chunks" in fields or WHOLE & set(fields):
        task.chunks = []


def _place(task: Task, chunks: Sequence[Chunk]) -> None:
    if any(not 1 <= chunk["minutes"] <= 24 * 60 for chunk in chunks):
        raise Rejected("Each piece must take between 1 minute and 1 day.", "chunks")
    _refuse_overlap(chunks)
    first = chunks[0]
    task.scheduled_date = min(clean_day(date.fromisoformat(chunk["date"])) for chunk in chunks)
    task.scheduled_time = time.fromisoformat(first["time"])
    task.chunks = chunks if len(chunks) > 1 else []


def _refuse_overlap(chunks: Sequence[Chunk]) -> None:
    """Compare the times that the clocks show, as the calendar draws them."""
    spans = [_span(chunk) for chunk in chunks]
    if any(end > begin for (_begin, end), (begin, _end) in pairwise(spans)):
        sentence = _("Two pieces of a task cannot be at the same time. Move one of them.")
        raise Rejected(sentence, "chunks")


def _span(chunk: Chunk) -> tuple[datetime, datetime]:
    begin = datetime.fromisoformat(f"{chunk['date']}T{chunk['time']}")
    return begin, begin + timedelta(minutes=chunk["minutes"])
