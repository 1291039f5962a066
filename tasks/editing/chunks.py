"""Tasks done in several sittings: where each stands, and what ends the division."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from tasks.editing.cleaning import clean_day
from tasks.errors import Rejected
from tasks.models import Task

# Whoever changes one of these without saying where the sittings go means the task as a whole.
WHOLE = {"scheduled_date", "scheduled_time", "duration"}


def set_chunks(task: Task, fields: dict[str, Any]) -> None:
    """Put a task where its sittings are, or back into one piece when it is moved as a whole.

    `fields["sittings"]` is a list of {"date", "time", "minutes"}, ISO texts, in any order. One is
    no division: the task simply stands there. Raises `Refused` when two would overlap.
    """
    if fields.get("sittings"):
        _place(task, sorted(fields["sittings"], key=lambda each: (each["date"], each["time"])))
    elif "sittings" in fields or WHOLE & set(fields):
        task.sittings = []


def _place(task: Task, sittings: list[dict[str, Any]]) -> None:
    if any(not 1 <= sitting["minutes"] <= 24 * 60 for sitting in sittings):
        raise Rejected("A sitting takes between a minute and a day.", "sittings")
    _refuse_overlap(sittings)
    first = sittings[0]
    task.scheduled_date = min(clean_day(date.fromisoformat(each["date"])) for each in sittings)
    task.scheduled_time = time.fromisoformat(first["time"])
    task.sittings = sittings if len(sittings) > 1 else []


def _refuse_overlap(sittings: list[dict[str, Any]]) -> None:
    """Compare the times that the clocks show, as the calendar draws them."""
    spans = [_span(sitting) for sitting in sittings]
    if any(end > begin for (_begin, end), (begin, _end) in pairwise(spans)):
        sentence = _("Two pieces of a task cannot be at the same time. Move one of them.")
        raise Rejected(sentence, "sittings")


def _span(sitting: dict[str, Any]) -> tuple[datetime, datetime]:
    begin = datetime.fromisoformat(f"{sitting['date']}T{sitting['time']}")
    return begin, begin + timedelta(minutes=sitting["minutes"])
