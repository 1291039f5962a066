"""What is wrong with a person's connected calendars, for the line on the planner's page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.models import User
from tasks.calendars.held import HeldEntries, held_entries
from tasks.calendars.parsing.ignored import ignored_entries
from tasks.calendars.status import is_stale
from tasks.models import Calendar, CalendarAccount
from tasks.planning.proposals.format import day_text
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.wording import listed

MAX_FAILURES = 3  # within about ten minutes, before the person learns of them
PAGES: dict[str, str] = {
    CalendarAccount.Provider.GOOGLE: "tasks:settings-calendars-google",
    CalendarAccount.Provider.CALDAV: "tasks:settings-caldav",
    CalendarAccount.Provider.ICS: "tasks:settings-subscribe",
}
State = CalendarAccount.State


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem and its button: a page to open, or what to do with a calendar or account.

    `kind` is signed_out, stale, held or unreadable; `id` is that of the account for the first two,
    else of the calendar. `entries` are what a held or unreadable calendar lists.
    """

    kind: str
    id: int
    sentence: str
    label: str
    url: str = ""
    entries: list[dict[str, str]] = field(default_factory=list)


def problems_of(user: User) -> list[dict[str, Any]]:
    """Return the problems of all calendars that are shown or planned around, the worst first.

    Two queries, and one more for each calendar with held entries.
    """
    rows = Calendar.objects.for_user(user).wanted().select_related("account")
    calendars = list(rows.order_by("account", "name", "pk"))
    problems = [*_of_accounts(user, calendars), *_held(user), *_unreadable(calendars)]
    return [asdict(problem) for problem in problems]


def _of_accounts(user: User, calendars: list[Calendar]) -> Iterator[Problem]:
    accounts = {calendar.account_id: calendar.account for calendar in calendars}
    signed_out = [row for row in accounts.values() if row.state == State.SIGNED_OUT]
    for account in signed_out:
        text = _("“%(name)s” is signed out: its events are no longer updated.")
        yield Problem(
            *("signed_out", account.pk, text % {"name": account}, _("Connect again…")),
            url=f"{reverse(PAGES[account.provider])}?account={account.pk}",
        )
    for account in accounts.values():
        own = [row for row in calendars if row.account_id == account.pk]
        stale = [row for row in own if is_stale(row) or _keeps_failing(row)]
        if stale and account.state == State.ACTIVE:
            yield Problem("stale", account.pk, _stale_sentence(user, stale), _("Read it now"))


def _keeps_failing(calendar: Calendar) -> bool:
    """Whether it failed several times in a row: a wrong password does not heal by waiting."""
    failures = max(calendar.failures, calendar.account.failures)
    return not calendar.made_here and failures >= MAX_FAILURES


def _stale_sentence(user: User, stale: list[Calendar]) -> str:
    """Say since when calendars were not read, and why."""
    names = listed([calendar.name for calendar in stale])
    times = [calendar.read_at for calendar in stale if calendar.read_at]
    if times:
        values = {"names": names, "time": _moment(user, min(times))}
        text = _("%(names)s: last read %(time)s. Newer events may be missing.") % values
    else:
        text = _("%(names)s: not read yet.") % {"names": names}
    reason = next((calendar.trouble for calendar in stale if calendar.trouble), "")
    return " ".join(filter(None, [text, reason or stale[0].account.trouble]))


def _moment(user: User, moment: datetime) -> str:
    timegrid = TimeGrid.of_person(user)
    minute = timegrid.of(moment)
    values = {"time": timegrid.clock(minute), "day": day_text(timegrid.local(minute))}
    is_today = timegrid.local(minute).date() == clock.now().astimezone(timegrid.zone).date()
    return (_("at %(time)s") if is_today else _("on %(day)s at %(time)s")) % values


def _held(user: User) -> Iterator[Problem]:
    for row in held_entries(user).values():
        text = ngettext(
            "%(count)d event is missing from “%(name)s”. Whendoist keeps it until you confirm.",
            "%(count)d events are missing from “%(name)s”. Whendoist keeps them until you confirm.",
            row.count,
        ) % {"count": row.count, "name": row.calendar.name}
        yield Problem("held", row.calendar.pk, text, _("Show them…"), entries=[*_lines(row)])


def _lines(held: HeldEntries) -> Iterator[dict[str, str]]:
    for entry in held.entries:
        times = ngettext("%(count)d occurrence", "%(count)d occurrences", entry.count)
        detail = [day_text(entry.day), times % {"count": entry.count}]
        yield {"title": entry.title, "detail": ", ".join(detail[: 1 + (entry.count > 1)])}
    if held.more:
        yield {"title": _("and %(count)d more") % {"count": held.more}, "detail": ""}


def _unreadable(calendars: list[Calendar]) -> Iterator[Problem]:
    """Entries that are left out; those shown without a part are listed in the settings only."""
    for calendar in calendars:
        entries = [row for row in ignored_entries(calendar.ignored) if row.left_out]
        if not entries:
            continue
        titles = [entry.title or _("(no title)") for entry in entries]
        text = ngettext(
            "%(count)d entry of “%(name)s” could not be read: %(titles)s.",
            "%(count)d entries of “%(name)s” could not be read: %(titles)s.",
            len(entries),
        )
        values = {"count": len(entries), "name": calendar.name, "titles": listed(titles)}
        lines = [{"title": entry.title, "detail": entry.sentence} for entry in entries]
        yield Problem("unreadable", calendar.pk, text % values, _("Show them…"), entries=lines)
