"""Tasks that are split into chunks: when each chunk is, and what joins them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from tasks.editing.cleaning import clean_day
from tasks.editing.commands import Chunk, TaskFields, subset
from tasks.errors import Rejected
from tasks.models import Task

# A change of one of these without `chunks` is meant for the task as a whole.
WHOLE = {"scheduled_date", "scheduled_time", "duration"}


def set_chunks(task: Task, fields: TaskFields) -> None:
    """Set the chunks of a task and schedule it with the first, or join them if it is moved whole.

    Chunks may come in any order, and may take less than the duration: the rest isn't planned yet.
    A single one that takes as long as the task just schedules it, and otherwise moves with it. A
    shorter duration cuts the last chunks. Raises `Rejected` when two overlap.
    """
    if pieces := fields.get("chunks"):
        _place(task, sorted(pieces, key=lambda chunk: (chunk["date"], chunk["time"])))
    elif "chunks" in fields:
        task.chunks = []
    elif task.chunks and WHOLE & set(fields):
        _change_whole(task, fields)


def as_task_fields(task: Task, fields: TaskFields) -> TaskFields:
    """Return the changes of a task's block as changes of the task.

    The length of its only chunk isn't its duration.
    """
    if len(task.chunks) != 1 or "duration" not in fields:
        return fields
    (chunk,) = task.chunks
    others = subset(fields, fields.keys() - WHOLE)
    return {**others, "chunks": [updated_chunk(chunk, fields)]}


def updated_chunk(chunk: Chunk, fields: TaskFields) -> Chunk:
    """Return a chunk at the day and time and with the duration of `fields`, if they name any."""
    day, at = fields.get("scheduled_date"), fields.get("scheduled_time")
    return {
        "date": day.isoformat() if day else chunk["date"],
        "time": at.isoformat() if at else chunk["time"],
        "minutes": fields.get("duration") or chunk["minutes"],
    }


def with_chunk(chunks: Sequence[Chunk], index: int, fields: TaskFields) -> list[Chunk]:
    """Return chunks of which one has the day, time and duration of `fields`; in any order."""
    return [updated_chunk(chunk, fields) if n == index else chunk for n, chunk in enumerate(chunks)]


def _place(task: Task, chunks: Sequence[Chunk]) -> None:
    if any(not 1 <= chunk["minutes"] <= 24 * 60 for chunk in chunks):
        raise Rejected(_("Each piece must take between 1 minute and 1 day."), "chunks")
    _reject_overlap(chunks)
    first = chunks[0]
    task.scheduled_date = min(clean_day(date.fromisoformat(chunk["date"])) for chunk in chunks)
    task.scheduled_time = time.fromisoformat(first["time"])
    task.chunks = [] if _is_whole(task, chunks) else chunks


def _is_whole(task: Task, chunks: Sequence[Chunk]) -> bool:
    """Tell whether chunks are the task in one piece, as its own slot and duration say."""
    return len(chunks) < 2 and all(task.duration in (None, c["minutes"]) for c in chunks)


def _change_whole(task: Task, fields: TaskFields) -> None:
    """Join the chunks of a task that was moved; one alone moves, and a new duration cuts them."""
    chunks: list[Chunk] = list(task.chunks)
    if {"scheduled_date", "scheduled_time"} & set(fields):
        chunks = _moved_alone(task, chunks)
    if task.duration is not None and "duration" in fields:
        chunks = _cut(chunks, task.duration)
    task.chunks = [] if _is_whole(task, chunks) else chunks


def _moved_alone(task: Task, chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return the only chunk of a task at the task's new time; none if there are others."""
    day, at = task.scheduled_date, task.scheduled_time
    if len(chunks) > 1 or day is None or at is None:
        return []
    return [{**chunks[0], "date": day.isoformat(), "time": at.isoformat()}]


def _cut(chunks: Sequence[Chunk], minutes: int) -> list[Chunk]:
    """Return the first chunks, as many as take so many minutes; the last may be shorter."""
    kept: list[Chunk] = []
    for chunk in chunks:
        if minutes > 0:
            kept.append({**chunk, "minutes": min(chunk["minutes"], minutes)})
        minutes -= chunk["minutes"]
    return kept


def _reject_overlap(chunks: Sequence[Chunk]) -> None:
    """Raise `Rejected` if two chunks overlap by wall-clock time, as the calendar draws them."""
    spans = [_span(chunk) for chunk in chunks]
    if any(end > begin for (_begin, end), (begin, _end) in pairwise(spans)):
        sentence = _("Two pieces of a task cannot be at the same time. Move one of them.")
        raise Rejected(sentence, "chunks")


def _span(chunk: Chunk) -> tuple[datetime, datetime]:
    begin = datetime.fromisoformat(f"{chunk['date']}T{chunk['time']}")
    return begin, begin + timedelta(minutes=chunk["minutes"])
