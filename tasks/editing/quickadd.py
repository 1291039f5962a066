"""Quick add: lines of text become tasks, by the one grammar in `tasks.quickadd`."""

from __future__ import annotations

from typing import Any

from core import clock
from core.models import User
from tasks.editing.commands import TaskFields, subset
from tasks.editing.journal import Journal, journal
from tasks.editing.series import spec_of
from tasks.editing.tasks import add_in
from tasks.errors import Rejected
from tasks.models import Domain, Label, Task
from tasks.quickadd import Names, Parsed, parse_lines

MOST_LINES = 200
# What a line may say, in the words of the API.
SAID = (
    *("domain_id", "parent_id", "impact", "clarity", "duration", "scheduled_date"),
    *("scheduled_time", "deadline_date", "deadline_time", "earliest_start", "reminder"),
)


def names_of(user: User) -> Names:
    """What `#`, `^` and `@` may mean for this person; of tasks with one title, the newest."""
    domains = Domain.objects.for_user(user).active().values_list("name", "pk")
    parents = Task.objects.for_user(user).pending().order_by("pk").values_list("title", "pk")
    labels = Label.objects.for_user(user).values_list("name", "pk")
    return Names(domains=dict(domains), parents=dict(parents), labels=dict(labels))


def parse_text(user: User, text: str) -> list[tuple[int, Parsed]]:
    """The lines of `text` understood, each with its depth, on this person's today."""
    week_start = user.preferences.week_start
    return parse_lines(text, clock.today(user), names_of(user), week_start=week_start)


def quick_add(user: User, text: str, defaults: TaskFields) -> Journal:
    """Add one task a line, indented ones as subtasks; all of them, or none.

    `defaults` (domain, parent, scheduled date) hold for what a line does not say. Raises `Refused`
    with the first problem the grammar found, such as a date that does not exist.
    """
    with journal(user, "add") as log:
        lines = parse_text(user, text)
        _refuse_problems(lines)
        above: list[Task] = []
        for depth, parsed in lines:
            del above[depth:]
            fields = _fields(parsed, defaults)
            if above:
                fields["parent_id"] = above[-1].pk
            above.append(add_in(log, fields))
    return log


def _refuse_problems(lines: list[tuple[int, Parsed]]) -> None:
    if not lines:
        raise Rejected("Write what there is to do.", "text")
    if len(lines) > MOST_LINES:
        raise Rejected(f"Add at most {MOST_LINES} tasks at once.", "text")
    for _, parsed in lines:
        if parsed.problems:
            raise Rejected(parsed.problems[0], "text")


def _fields(parsed: Parsed, defaults: TaskFields) -> TaskFields:
    written: Any = {name: value for name in SAID if (value := getattr(parsed, name)) is not None}
    kinds = {token.kind for token in parsed.tokens}
    if "domain" in kinds:
        defaults = subset(defaults, defaults.keys() - {"parent_id"})
    if not kinds & {"date", "repeat"} and defaults.get("scheduled_date"):
        written.pop("scheduled_date", None)  # a time without a date is on the default day
    fields: TaskFields = {**defaults, **written}
    fields |= {"title": parsed.title, "description": parsed.notes, "labels": parsed.label_ids}
    if parsed.rule:
        fields["series"] = spec_of(parsed.rule)
    return fields
