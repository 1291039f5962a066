"""The commands that verbs of editing take: what a request, form or calendar client may set.

A name that is absent stays as it is. The types describe; each verb checks the values.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Literal, NotRequired, TypedDict, TypeVar, cast

from tasks.recurrence import Kind, MissingDays

Command = TypeVar("Command", bound=Mapping[str, object])


PlacedBy = Literal["person", "plan"]


class Chunk(TypedDict):
    """One piece of a task that is split: an ISO date, an ISO wall-clock time, and minutes.

    ``by`` says who placed it. Stored chunks have it only if the person moved one of a plan.
    """

    date: str
    time: str
    minutes: int
    by: NotRequired[PlacedBy]


class SeriesSpec(TypedDict):
    """The fields of a `Rule`, and the days from each day to its deadline."""

    rrule: str
    starts_on: date
    starts_at: NotRequired[time | None]
    exdates: NotRequired[Iterable[date]]
    rdates: NotRequired[Iterable[date]]
    missing_days: NotRequired[MissingDays]
    kind: NotRequired[Kind]
    times: NotRequired[Iterable[time]]
    extimes: NotRequired[Iterable[datetime]]
    deadline_days: NotRequired[int | None]


class SlotFields(TypedDict, total=False):
    """A day, and a time on it; None is no day, and any time that day.

    ``placed_by`` keeps the time ("person") or lets the planner change it ("plan").
    """

    scheduled_date: date | None
    scheduled_time: time | None
    placed_by: PlacedBy


class TaskFields(SlotFields, total=False):
    """A task: its columns, `labels` and `blocked_by` as ids; `series` only when it is added.

    ``add_labels`` and ``remove_labels`` leave other labels alone.

    ``day_chosen`` keeps the scheduled date, or lets the planner change it.
    """

    day_chosen: bool
    title: str
    description: str
    domain_id: int | None
    parent_id: int | None
    impact: int
    clarity: str
    duration: int | None
    deadline_date: date | None
    deadline_time: time | None
    deadline_hard: bool
    earliest_start: date | None
    reminder: int | None
    pinned: bool
    chunk_min: int | None
    chunk_max: int | None
    ideal_time: str
    chunks: Sequence[Chunk]
    position: float
    labels: Iterable[int]
    add_labels: Iterable[int]
    remove_labels: Iterable[int]
    blocked_by: Iterable[int]
    series: SeriesSpec | None


class InstanceFields(SlotFields, total=False):
    """One day of a series; an override of None follows the series again."""

    own_title: str | None
    own_description: str | None
    own_duration: int | None
    own_domain_id: int | None


class DomainFields(TypedDict, total=False):
    """A domain. `hours` are its working hours, None for the user's own."""

    name: str
    colour: str
    icon: str
    position: float
    hours: Any


class PreferenceFields(TypedDict, total=False):
    """A user's preferences, by column."""

    time_zone: str
    secondary_zone: str
    week_start: int
    day_start_hour: int
    twelve_hour_clock: bool
    month_first: bool
    working_hours: Any
    buffer_minutes: int
    planning_days: int
    energy_curve: str
    plan_percentile: int | None
    lunch_begin: int
    lunch_end: int
    lunch_minutes: int
    break_after: int
    break_minutes: int
    plan_share: int
    split_above: int
    theme: str
    completed_days: int
    hour_height: int
    single_key_shortcuts: bool
    default_domain: int | None
    language: str
    due_when_scheduled: str
    other_addresses: list[str]


def subset(command: Command, names: Container[str]) -> Command:
    """Return the part of a command that sets these fields."""
    return cast(Command, {name: value for name, value in command.items() if name in names})
