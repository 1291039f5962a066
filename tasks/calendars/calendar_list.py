"""The calendars of an account as rows, whatever a person chose for them, and the one made here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.utils.crypto import salted_hmac

from core import clock
from tasks.calendars.base import CalendarGone, RemoteCalendar, TooMuch, Unavailable, Writer
from tasks.models import Calendar, CalendarAccount

NAME = "Whendoist"
MOST = 300  # calendars of one account
LONGEST_ID = 1000  # bytes
HEX = re.compile(r"#[0-9a-f]{6}")


def take_calendars(account: CalendarAccount, told: Sequence[RemoteCalendar]) -> None:
    """Make rows of what the account lists. What it lists no more is kept, out of sight, for long.

    Choices are the person's: they are made for a new calendar and never overwritten. Raises
    `Unavailable` when there were some and all are gone at once: that is hardly true; `TooMuch`.
    """
    if len(told) > MOST:
        raise TooMuch(f"There are more than {MOST} calendars in this account.")
    known = account.calendars.exclude(remote_id="").filter(gone_at=None)
    if not told and known.exists():
        raise Unavailable("No calendar is listed there any more. What was read is kept.")
    listed = {calendar.remote_id: calendar for calendar in told if _has_usable_id(calendar)}
    rows = {row.remote_id: row for row in account.calendars.exclude(remote_id="")}
    for remote_id, calendar in listed.items():
        row = rows.get(remote_id) or _new(account, calendar)
        _describe(row, calendar)
    account.calendars.exclude(remote_id__in=["", *listed]).filter(gone_at=None).update(
        gone_at=clock.now()
    )


def make_calendar(calendar: Calendar, writer: Writer, told: Iterable[RemoteCalendar]) -> None:
    """Make the calendar for our blocks there, unless it was made and the answer got lost."""
    mark = mark_of(calendar)
    found = next((each for each in told if each.mark == mark), None)
    made = found or writer.create_calendar(NAME, mark)
    calendar.account.calendars.filter(remote_id=made.remote_id).exclude(pk=calendar.pk).delete()
    calendar.remote_id = made.remote_id
    calendar.save(update_fields=["remote_id"])


def delete_calendar(calendar: Calendar, writer: Writer) -> None:
    """Delete a calendar of ours there with everything in it, then here. Safe to repeat."""
    if calendar.remote_id:
        with suppress(CalendarGone):
            writer.delete_calendar(calendar.remote_id)
    calendar.delete()


def mark_of(calendar: Calendar) -> str:
    """What tells our calendar from one that another server made in the same account."""
    return f"whendoist-{salted_hmac('calendar', str(calendar.pk)).hexdigest()[:24]}"


def _has_usable_id(calendar: RemoteCalendar) -> bool:
    """Whether an index takes it: no provider makes such long ones, and no zeros in them."""
    return len(calendar.remote_id.encode()) <= LONGEST_ID and "\x00" not in calendar.remote_id


def _new(account: CalendarAccount, calendar: RemoteCalendar) -> Calendar:
    return Calendar(
        user_id=account.user_id,
        account=account,
        remote_id=calendar.remote_id,
        shown=calendar.selected,
        busy=calendar.selected,
    )


def _describe(row: Calendar, calendar: RemoteCalendar) -> None:
    said = {
        "name": calendar.name[:200] or "(no name)",
        "zone": calendar.zone[:64],
        "colour": _colour(calendar.colour) or row.colour,
        "writable": calendar.writable,
        "gone_at": None,
    }
    if not row.pk or any(getattr(row, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(row, name, value)
        row.save()


def _colour(text: str) -> str:
    colour = text.lower()[:7]
    return colour if HEX.fullmatch(colour) else ""
