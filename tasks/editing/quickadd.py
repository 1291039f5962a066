"""Quick add: turn lines of text into tasks, with the grammar of `tasks.quickadd`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.models import User
from tasks.editing.commands import TaskFields, subset
from tasks.editing.journal import Journal, journal
from tasks.editing.series import spec_of
from tasks.editing.tasks import add_in
from tasks.errors import Rejected
from tasks.models import Domain, Label, Task
from tasks.quickadd import Names, Parsed, parse_lines

MAX_LINES = 200
# The fields of a task that a line may set.
LINE_FIELDS = (
    *("domain_id", "parent_id", "impact", "clarity", "duration", "scheduled_date"),
    *("scheduled_time", "deadline_date", "deadline_time", "earliest_start", "reminder"),
)


def names_of(user: User) -> Names:
    """Return the names that `#`, `^` and `@` may refer to; the newest of tasks with one title."""
    domains = Domain.objects.for_user(user).active().values_list("name", "pk")
    parents = Task.objects.for_user(user).pending().order_by("pk").values_list("title", "pk")
    labels = Label.objects.for_user(user).values_list("name", "pk")
    return Names(domains=dict(domains), parents=dict(parents), labels=dict(labels))


def parse_text(user: User, text: str) -> list[tuple[int, Parsed]]:
    """Parse each line of `text` with its depth, relative to the user's today."""
    week_start = user.preferences.week_start
    return parse_lines(text, clock.today(user), names_of(user), week_start=week_start)


def quick_add(user: User, text: str, defaults: TaskFields) -> Journal:
    """Add one task per line, indented lines as subtasks; all of them or none.

    `defaults` (domain, parent, scheduled date) apply where a line sets nothing. Raises `Rejected`
    with the first problem of the grammar, such as a date that does not exist.
    """
    with journal(user, "add") as log:
        lines = parse_text(user, text)
        _reject_problems(lines)
        parents: list[Task] = []
        for depth, parsed in lines:
            del parents[depth:]
            fields = _fields(parsed, defaults)
            if parents:
                fields["parent_id"] = parents[-1].pk
            parents.append(add_in(log, fields))
    return log


def _reject_problems(lines: list[tuple[int, Parsed]]) -> None:
    if not lines:
        raise Rejected(_("Type at least one task."), "text")
    if len(lines) > MAX_LINES:
        sentence = _("Add at most %(limit)d tasks at once.") % {"limit": MAX_LINES}
        raise Rejected(sentence, "text")
    for _depth, parsed in lines:
        if parsed.problems:
            raise Rejected(parsed.problems[0], "text")


def _fields(parsed: Parsed, defaults: TaskFields) -> TaskFields:
    line_fields: Any = {
        name: value for name in LINE_FIELDS if (value := getattr(parsed, name)) is not None
    }
    kinds = {token.kind for token in parsed.tokens}
    if "domain" in kinds:
        defaults = subset(defaults, defaults.keys() - {"parent_id"})
    if not kinds & {"date", "repeat"} and defaults.get("scheduled_date"):
        line_fields.pop("scheduled_date", None)  # a time without a date is on the default date
    fields: TaskFields = {**defaults, **line_fields}
    fields |= {"title": parsed.title, "description": parsed.notes, "labels": parsed.label_ids}
    if parsed.rule:
        fields["series"] = spec_of(parsed.rule)
    return fields
