"""A task that a line of quick add describes, as a row of a plan; the database doesn't have it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.models import User
from tasks.editing import quickadd
from tasks.errors import Rejected
from tasks.models import Domain, Task
from tasks.planning.proposals.candidates import of_task
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.rows import TaskRow
from tasks.quickadd import Parsed

DRAFT = "t0"  # its key in a plan; ids start at 1
NO_DOMAIN = 0  # stands for the domain that the page will choose


def parse_draft(user: User, text: str) -> Parsed:
    """Parse a line. Raise `Rejected` unless it describes one task that doesn't repeat."""
    lines = quickadd.parse_text(user, text)
    if len(lines) != 1:
        raise Rejected(_("Type one task."), "text")
    parsed = lines[0][1]
    if parsed.problems:
        raise Rejected(parsed.problems[0], "text")
    if parsed.rule:
        raise Rejected(_("A task that repeats has no single deadline."), "text")
    return parsed


def candidate_of(user: User, parsed: Parsed, built: PlanProblem) -> Candidate | None:
    """Return the task as a row of this plan; None if its own time lies outside the plan.

    A time that the person typed is a promise.
    """
    columns = {field.attname for field in Task._meta.concrete_fields}
    fields = {name: value for name in columns if (value := getattr(parsed, name, None)) is not None}
    task = Task(**{"domain_id": NO_DOMAIN, **fields, "pk": 0})
    values: dict[str, Any] = {
        **{name: getattr(task, name, None) for name in TaskRow._fields},
        "has_hours": _has_hours(user, parsed.domain_id),
        "is_parent": False,
    }
    row = of_task(TaskRow(**values), built, built.timegrid.of(clock.now()))
    return row and row._replace(fixed=bool(row.blocks), meant=True)


def _has_hours(user: User, domain: int | None) -> bool:
    if domain is None:
        return False
    return Domain.objects.for_user(user).filter(pk=domain, hours__isnull=False).exists()
