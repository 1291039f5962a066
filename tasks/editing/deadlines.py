"""Deadlines of repeating tasks: each day has one, some days after it, and the task has none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from tasks.editing.commands import SeriesSpec, TaskFields
from tasks.errors import Rejected
from tasks.models import Task
from tasks.recurrence import Rule

MAX_DAYS: Final = 366  # as the constraint `series_deadline_is_within_a_year`


def days_after_first(rule: Rule, deadline: date) -> int | None:
    """Return the days from the first day of a series to a deadline; None if no series allows it."""
    first = next(iter(rule.preview(1)), rule.starts_on)
    days = (deadline - first).days
    return days if 0 <= days <= MAX_DAYS else None


def days_to_deadline(task: Task, rule: Rule, spec: SeriesSpec) -> int | None:
    """Return the days from each day to its deadline, for a task that starts to repeat.

    Those of `spec` apply, if it names them. Raises `Rejected` for a deadline that cannot follow
    each day.
    """
    if "deadline_days" in spec:
        return spec["deadline_days"]
    if task.deadline_date is None:
        return None
    if task.deadline_time:
        sentence = _("The deadline of a repeating task has no time. Remove the time first.")
        raise Rejected(sentence, "deadline_time")
    days = days_after_first(rule, task.deadline_date)
    if days is None:
        sentence = _(
            "The deadline must be 0 to 366 days after the first day of a repeating task. "
            "Change or remove it first."
        )
        raise Rejected(sentence, "deadline_date")
    return days


def reject_for_series(tasks: Iterable[Task], fields: TaskFields) -> None:
    """Reject one deadline for all days of a task that repeats."""
    names_one = fields.get("deadline_date") or fields.get("deadline_time")
    if names_one and any(task.pk and task.repeats for task in tasks):
        sentence = _("This task repeats. Set the deadline of each day where it repeats.")
        raise Rejected(sentence, "deadline_date")
