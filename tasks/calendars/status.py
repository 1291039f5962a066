"""Reads how the calendars of a person are doing, for the settings page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from core.models import User
from tasks.calendars.base import task_of
from tasks.calendars.reconcile import too_many
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun, Task

LOG = 10  # runs that are shown of each account
HELD = 20  # titles that are shown of what would be deleted


@dataclass(slots=True)
class CalendarStatus:
    """One calendar, and what would be deleted of it if the person says so."""

    calendar: Calendar
    held: int = 0
    titles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class AccountStatus:
    """One account: its calendars, the one our blocks are in, what waits, and its log."""

    account: CalendarAccount
    calendars: list[CalendarStatus] = field(default_factory=list)
    ours: Calendar | None = None
    waiting: int = 0
    refused: int = 0
    held: int = 0
    held_titles: list[str] = field(default_factory=list)
    runs: list[SyncRun] = field(default_factory=list)


@dataclass(slots=True)
class Standing:
    """The calendar of our blocks there, how many stand in it, and the first of them."""

    calendar: Calendar
    blocks: int
    titles: list[str]


def statuses_of(user: User) -> list[AccountStatus]:
    """Every account of a person, oldest first. The number of queries is fixed, but for trouble."""
    accounts = CalendarAccount.objects.for_user(user).order_by("pk")
    found = {account.pk: AccountStatus(account) for account in accounts}
    for calendar in _calendars(user):
        if status := found.get(calendar.account_id):
            _add(status, calendar)
    for run in _runs(user):
        found[run.account_id].runs.append(run)
    return list(found.values())


def standing_at(account: CalendarAccount) -> Standing | None:
    """What would be deleted with the calendar of our blocks; None if there is no such calendar."""
    ours = account.calendars.filter(made_here=True, to_delete=False).exclude(remote_id="")
    calendar = ours.order_by("-receives_blocks", "pk").first()
    if calendar is None:
        return None
    rows = calendar.pushed.filter(sent=True).exclude(state=PushedBlock.State.DETACHED)
    return Standing(calendar, rows.count(), _titles(rows.order_by("day", "pk")[:HELD]))


def _runs(user: User) -> Iterable[SyncRun]:
    newest = [F("started_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by="account", order_by=newest)
    runs = SyncRun.objects.for_user(user).latest_first().alias(place=place)
    return runs.filter(Q(place__lte=LOG))


def _calendars(user: User) -> Iterable[Calendar]:
    behind = Q(events__generation__lt=F("generation"))
    counted = {"total": Count("events"), "suspected": Count("events", filter=behind)}
    return Calendar.objects.for_user(user).annotate(**counted).order_by("name", "pk")


def _add(status: AccountStatus, calendar: Calendar) -> None:
    if calendar.made_here:
        if not calendar.to_delete and (calendar.receives_blocks or calendar.trouble):
            status.ours = calendar
            _count_blocks(status, calendar)
        return
    suspected, total = getattr(calendar, "suspected", 0), getattr(calendar, "total", 0)
    one = CalendarStatus(calendar)
    if too_many(suspected, total):
        one.held = suspected
        titles = Event.objects.filter(calendar=calendar).suspected().order_by("starts_at", "pk")
        one.titles = [str(event) for event in titles[:HELD]]
    status.calendars.append(one)


def _count_blocks(status: AccountStatus, calendar: Calendar) -> None:
    state = PushedBlock.State
    rows = PushedBlock.objects.filter(calendar=calendar)
    by_state: dict[str, int] = defaultdict(int)
    by_state |= dict(rows.values_list("state").annotate(Count("pk")))
    removing = list(rows.removing().filter(removal_confirmed=False).order_by("day", "pk"))
    total = rows.filter(sent=True).count()
    if too_many(len(removing), total):
        status.held = len(removing)
        status.held_titles = _titles(removing[:HELD])
    status.waiting = by_state[state.PENDING] + by_state[state.REMOVING] - status.held
    status.refused = by_state[state.REFUSED]


def _titles(rows: Iterable[PushedBlock]) -> list[str]:
    tasks = {row: task_of(row.block) for row in rows}
    known = Task.objects.filter(pk__in=tasks.values()).in_bulk()
    return [
        f"{known.get(pk, 'A task that is gone')}, {row.day:%-d %b}" for row, pk in tasks.items()
    ]
