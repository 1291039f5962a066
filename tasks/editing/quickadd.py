"""Quick add: turn lines of text into tasks, with the grammar of `tasks.quickadd`."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any, Final

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from core import clock
from core.models import Preferences, User
from tasks.editing.commands import TaskFields, subset
from tasks.editing.deadlines import days_after_first
from tasks.editing.default_domain import default_domain
from tasks.editing.journal import Journal, journal
from tasks.editing.series import spec_of
from tasks.editing.tasks import add_in
from tasks.errors import Rejected
from tasks.models import Domain, Label, Task
from tasks.quickadd import (
    Calendar,
    DayAndTime,
    Names,
    Parsed,
    PartsOfDay,
    field_label,
    parse_day_and_time,
    parse_lines,
)
from tasks.recurrence import Rule

MAX_LINES = 200
# Tasks that a word behind `^` can mean; with more, a longer word is needed.
MAX_PARENTS = 200
# The text behind `^`: a name of at most 20 words.
PARENT: Final = re.compile(r"\^((?:[^\s,;^]+ ?){0,20})")
ISO_SIGN: Final = re.compile(r"^(\d{4}-\d\d-\d\d)T(?=\d)")
NINE, SIX_PM, LATEST_EVENING = 9 * 60, 18 * 60, 21 * 60  # minutes from midnight
# The fields of a task that a line may set.
LINE_FIELDS = (
    *("domain_id", "parent_id", "impact", "clarity", "duration", "scheduled_date"),
    *("scheduled_time", "deadline_date", "deadline_time", "earliest_start", "reminder"),
)


def names_of(user: User, text: str) -> Names:
    """Return the names that `#`, `^` and `@` in a text can refer to.

    Of tasks with one title, the newest counts. A person can have thousands of tasks, so only
    those that a word behind `^` can mean are loaded, and nothing for a text without signs.
    """
    domains = Domain.objects.for_user(user).active() if "#" in text else Domain.objects.none()
    labels = Label.objects.for_user(user) if "@" in text else Label.objects.none()
    return Names(
        domains=dict(domains.values_list("name", "pk")),
        parents=_parents(user, PARENT.findall(text)),
        labels=dict(labels.values_list("name", "pk")),
    )


def _parents(user: User, texts: list[str]) -> dict[str, int]:
    """Return open tasks that contain the word behind `^`; those with the whole name come first."""
    if not texts:
        return {}
    matches, names = Q(), []
    for words in map(str.split, texts):
        matches |= Q(title__icontains=words[0] if words else "")
        names += [" ".join(words[:n]).lower() for n in range(1, len(words) + 1)]
    is_exact = ExpressionWrapper(Q(lower__in=names), BooleanField())
    tasks = Task.objects.for_user(user).pending().filter(matches).alias(lower=Lower("title"))
    rows = tasks.alias(is_exact=is_exact).order_by("-is_exact", "-pk")
    return dict(reversed(rows.values_list("title", "pk")[:MAX_PARENTS]))


def parse_text(
    user: User, text: str, names: Names | None = None, defaults: TaskFields | None = None
) -> list[tuple[int, Parsed]]:
    """Parse each line of `text` with its depth, with the clock and preferences of the user.

    A line without a day or time is on those of `defaults`.
    """
    given = defaults or {}
    options = _options(user.preferences) | {
        "default_day": given.get("scheduled_date"),
        "default_time": given.get("scheduled_time"),
    }
    return parse_lines(text, clock.today(user), names or names_of(user, text), **options)


def read_day_and_time(
    user: User, text: str, kind: str = "both", day: date | None = None
) -> DayAndTime:
    """Parse the text of a date or time field, with the clock and preferences of the user."""
    calendar = Calendar(clock.today(user), **_options(user.preferences))
    return parse_day_and_time(text, calendar, kind=kind, day=day)


def day_text(user: User, day: date) -> str:
    """Return a day as fields show it, which `read_day_and_time` reads back: "Fri 4 Dec"."""
    calendar = Calendar(clock.today(user), **_options(user.preferences))
    return field_label(day, None, calendar, with_time=False)


def iso_moment(user: User, text: str, field: str) -> str:
    """Return 2026-12-04 or 2026-12-04T15:00 for either, or for "fri" or "fri 15:00".

    Raises `Rejected`, about a field, for other text.
    """
    moment = read_day_and_time(user, ISO_SIGN.sub(r"\1 ", text))
    if moment.day is None:
        raise Rejected(moment.problem, field)
    return f"{moment.day}T{moment.time:%H:%M}" if moment.time else f"{moment.day}"


def _options(preferences: Preferences) -> dict[str, Any]:
    """Return the options of the grammar: a person's clock, day order and language."""
    return {
        "now": clock.now().astimezone(preferences.zone).replace(tzinfo=None),
        "week_start": preferences.week_start,
        "day_first": not preferences.month_first,
        "day_start": preferences.day_start_hour,
        "twelve_hour": preferences.twelve_hour_clock,
        "language": preferences.language,
        "parts": _parts_of_day(preferences),
    }


def _parts_of_day(preferences: Preferences) -> PartsOfDay:
    """Return when a person's morning and evening begin: with their work, and after it."""
    days = [ranges for ranges in preferences.working_hours if ranges]
    begin = min((ranges[0][0] for ranges in days), default=NINE)
    end = max((ranges[-1][1] for ranges in days), default=SIX_PM)
    morning = begin if 5 * 60 <= begin < 12 * 60 else NINE
    evening = end if SIX_PM <= end <= LATEST_EVENING else SIX_PM
    return PartsOfDay(morning=time(*divmod(morning, 60)), evening=time(*divmod(evening, 60)))


def quick_add(user: User, text: str, defaults: TaskFields) -> Journal:
    """Add one task per line, indented lines as subtasks; all of them or none.

    `defaults` (domain, parent, scheduled date and time, duration) apply where a line sets nothing.
    Without a domain in them, tasks go to the person's default domain; a domain of None makes
    thoughts. What the grammar cannot fulfil, such as a date that does not exist, stays in the
    title. Raises `Rejected` for a line without a title.
    """
    with journal(user, "add") as log:
        lines = parse_text(user, text, defaults=defaults)
        _reject_untitled(lines)
        if not {"domain_id", "parent_id"} & defaults.keys():
            defaults = {**defaults, "domain_id": default_domain(log)}
        parents: list[Task] = []
        for depth, parsed in lines:
            del parents[depth:]
            fields = _fields(parsed, defaults)
            if parents:
                fields["parent_id"] = parents[-1].pk
            parents.append(add_in(log, fields))
    return log


def _reject_untitled(lines: list[tuple[int, Parsed]]) -> None:
    if not lines:
        raise Rejected(_("Type at least one task."), "text")
    if len(lines) > MAX_LINES:
        sentence = _("Add at most %(limit)d tasks at once.") % {"limit": MAX_LINES}
        raise Rejected(sentence, "text")
    for _depth, parsed in lines:
        if not parsed.title:
            raise Rejected(parsed.problems[0], "text")


def _fields(parsed: Parsed, defaults: TaskFields) -> TaskFields:
    line_fields: Any = {
        name: value for name in LINE_FIELDS if (value := getattr(parsed, name)) is not None
    }
    kinds = {token.kind for token in parsed.tokens}
    if "domain" in kinds:
        defaults = subset(defaults, defaults.keys() - {"parent_id"})
    default_day = defaults.get("scheduled_date")
    if parsed.earliest_start and default_day and parsed.earliest_start > default_day:
        defaults = subset(defaults, defaults.keys() - {"scheduled_date", "scheduled_time"})
    fields: TaskFields = {**defaults, **line_fields}
    fields |= {"title": parsed.title, "description": parsed.notes, "labels": parsed.label_ids}
    return _repeating(fields, parsed, parsed.rule) if parsed.rule else fields


def _repeating(fields: TaskFields, parsed: Parsed, rule: Rule) -> TaskFields:
    """Add the series of a line, whose deadline follows each day.

    What a series cannot have, a time or a day too far away, stays in the title.
    """
    series = spec_of(rule)
    fields = subset(fields, fields.keys() - {"deadline_date", "deadline_time"})
    if parsed.deadline_date:
        days = series["deadline_days"] = days_after_first(rule, parsed.deadline_date)
        if days is None or parsed.deadline_time:
            words = [token.text for token in parsed.tokens if token.kind == "deadline"]
            fields["title"] = " ".join([fields["title"], *words])
    return {**fields, "series": series}
