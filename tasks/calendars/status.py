"""The state of a person's calendar accounts, for the settings page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import formats
from django.utils.translation import gettext as _

from core import clock
from core.models import User
from tasks.calendars.accounts import connection_details
from tasks.calendars.base import task_of
from tasks.calendars.held import HeldEntries, held_entries
from tasks.calendars.parsing.ignored import IgnoredEntry, ignored_entries
from tasks.calendars.safe_fetch import host_of
from tasks.models import Calendar, CalendarAccount, PushedBlock, SyncRun, Task

MAX_RUNS = 10  # listed for each account
MAX_TITLES = 20  # listed of the blocks that would be deleted
STALE = timedelta(hours=2)  # eight reads, at the usual interval


@dataclass(slots=True)
class CalendarStatus:
    """One calendar, its entries that are deleted if the person confirms, and unreadable ones."""

    calendar: Calendar
    held: HeldEntries | None = None

    @property
    def ignored(self) -> list[IgnoredEntry]:
        return ignored_entries(self.calendar.ignored)

    @property
    def is_stale(self) -> bool:
        return is_stale(self.calendar)


@dataclass(slots=True)
class AccountStatus:
    """One account: its calendars, the calendar of blocks, waiting blocks, and the latest runs."""

    account: CalendarAccount
    calendars: list[CalendarStatus] = field(default_factory=list)
    block_calendar: Calendar | None = None
    waiting: int = 0
    refused: int = 0
    moved_away: list[str] = field(default_factory=list)  # sentences about single blocks
    runs: list[SyncRun] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Where the account is: the server's host, which its encrypted address names, or Google."""
        if self.account.provider == CalendarAccount.Provider.GOOGLE:
            return self.account.get_provider_display()
        address = str(connection_details(self.account).get("address", ""))
        return host_of(address) or self.account.get_provider_display()

    @property
    def title(self) -> str:
        """The account's name; for one that was never read, where it is."""
        return self.account.name or self.origin


@dataclass(slots=True)
class PushedBlocks:
    """The remote calendar of blocks, the number of blocks in it, and the first titles."""

    calendar: Calendar
    blocks: int
    titles: list[str]


def is_stale(calendar: Calendar) -> bool:
    """Whether a calendar was not read for so long that newer events may be missing."""
    account = calendar.account
    # A calendar that was just chosen, or read before `read_at` was stored, is not stale yet.
    since = calendar.read_at or account.synced_at or account.created_at
    return not calendar.made_here and since < clock.now() - STALE


def statuses_of(user: User) -> list[AccountStatus]:
    """Return every account of a person, oldest first.

    The number of queries is fixed, except for calendars with held entries.
    """
    accounts = CalendarAccount.objects.for_user(user).order_by("pk")
    statuses = {account.pk: AccountStatus(account) for account in accounts}
    held = held_entries(user)
    for calendar in (
        Calendar.objects.for_user(user).select_related("account").order_by("name", "pk")
    ):
        if status := statuses.get(calendar.account_id):
            _add(status, calendar, held.get(calendar.pk))
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


def _add(status: AccountStatus, calendar: Calendar, held: HeldEntries | None) -> None:
    if not calendar.made_here:
        status.calendars.append(CalendarStatus(calendar, held))
    elif not calendar.to_delete and (calendar.receives_blocks or calendar.trouble):
        status.block_calendar = calendar
        _count_blocks(status, calendar)


def _count_blocks(status: AccountStatus, calendar: Calendar) -> None:
    state = PushedBlock.State
    by_state: dict[str, int] = defaultdict(int)
    rows = PushedBlock.objects.filter(calendar=calendar)
    by_state |= dict(rows.values_list("state").annotate(Count("pk")))
    status.waiting = by_state[state.PENDING] + by_state[state.REMOVING]
    status.refused = by_state[state.REFUSED]
    moved_away = rows.filter(state=state.DETACHED).exclude(trouble="").order_by("-day", "pk")
    status.moved_away = list(moved_away.values_list("trouble", flat=True)[:MAX_TITLES])


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
