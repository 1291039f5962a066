"""The state of a person's calendar accounts, for the settings page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import formats
from django.utils.translation import gettext as _

from core.models import User
from tasks.calendars.base import task_of
from tasks.calendars.reconcile import too_many_deletions
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun, Task

MAX_RUNS = 10  # listed for each account
MAX_TITLES = 20  # listed of the events that would be deleted


@dataclass(slots=True)
class CalendarStatus:
    """One calendar, and its events that are deleted if the person confirms."""

    calendar: Calendar
    held: int = 0
    titles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class AccountStatus:
    """One account: its calendars, the calendar of blocks, waiting blocks, and the latest runs."""

    account: CalendarAccount
    calendars: list[CalendarStatus] = field(default_factory=list)
    block_calendar: Calendar | None = None
    waiting: int = 0
    refused: int = 0
    held: int = 0
    held_titles: list[str] = field(default_factory=list)
    runs: list[SyncRun] = field(default_factory=list)


@dataclass(slots=True)
class PushedBlocks:
    """The remote calendar of blocks, the number of blocks in it, and the first titles."""

    calendar: Calendar
    blocks: int
    titles: list[str]


def statuses_of(user: User) -> list[AccountStatus]:
    """Return every account of a person, oldest first.

    The number of queries is fixed, except for calendars with held deletions.
    """
    accounts = CalendarAccount.objects.for_user(user).order_by("pk")
    statuses = {account.pk: AccountStatus(account) for account in accounts}
    for calendar in _calendars(user):
        if status := statuses.get(calendar.account_id):
            _add(status, calendar)
    for run in _runs(user):
        statuses[run.account_id].runs.append(run)
    return list(statuses.values())


def pushed_blocks_of(account: CalendarAccount) -> PushedBlocks | None:
    """Return what deleting the calendar of blocks would delete; None if there is no such one."""
    own = account.calendars.filter(made_here=True, to_delete=False).exclude(remote_id="")
    calendar = own.order_by("-receives_blocks", "pk").first()
    if calendar is None:
        return None
    rows = calendar.pushed.filter(sent=True).exclude(state=PushedBlock.State.DETACHED)
    return PushedBlocks(calendar, rows.count(), _titles(rows.order_by("day", "pk")[:MAX_TITLES]))


def _runs(user: User) -> Iterable[SyncRun]:
    newest = [F("started_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by="account", order_by=newest)
    runs = SyncRun.objects.for_user(user).latest_first().alias(place=place)
    return runs.filter(Q(place__lte=MAX_RUNS))


def _calendars(user: User) -> Iterable[Calendar]:
    behind = Q(events__generation__lt=F("generation"))
    counted = {"total": Count("events"), "suspected": Count("events", filter=behind)}
    return Calendar.objects.for_user(user).annotate(**counted).order_by("name", "pk")


def _add(status: AccountStatus, calendar: Calendar) -> None:
    if calendar.made_here:
        if not calendar.to_delete and (calendar.receives_blocks or calendar.trouble):
            status.block_calendar = calendar
            _count_blocks(status, calendar)
        return
    suspected, total = getattr(calendar, "suspected", 0), getattr(calendar, "total", 0)
    calendar_status = CalendarStatus(calendar)
    if too_many_deletions(suspected, total):
        calendar_status.held = suspected
        titles = Event.objects.filter(calendar=calendar).suspected().order_by("starts_at", "pk")
        calendar_status.titles = [str(event) for event in titles[:MAX_TITLES]]
    status.calendars.append(calendar_status)


def _count_blocks(status: AccountStatus, calendar: Calendar) -> None:
    state = PushedBlock.State
    rows = PushedBlock.objects.filter(calendar=calendar)
    by_state: dict[str, int] = defaultdict(int)
    by_state |= dict(rows.values_list("state").annotate(Count("pk")))
    removing = list(rows.removing().filter(removal_confirmed=False).order_by("day", "pk"))
    total = rows.filter(sent=True).count()
    if too_many_deletions(len(removing), total):
        status.held = len(removing)
        status.held_titles = _titles(removing[:MAX_TITLES])
    status.waiting = by_state[state.PENDING] + by_state[state.REMOVING] - status.held
    status.refused = by_state[state.REFUSED]


def _titles(rows: Iterable[PushedBlock]) -> list[str]:
    tasks = {row: task_of(row.block) for row in rows}
    existing = Task.objects.filter(pk__in=tasks.values()).in_bulk()
    return [
        _("%(title)s, %(date)s")
        % {
            "title": existing.get(pk, _("A deleted task")),
            "date": formats.date_format(row.day, "j M"),
        }
        for row, pk in tasks.items()
    ]
