"""An account's list of calendars: local rows for remote calendars, and the calendar for blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core import clock
from tasks.calendars.base import CalendarGone, RemoteCalendar, TooLarge, Unavailable, Writer
from tasks.models import Calendar, CalendarAccount

NAME = "Whendoist"
MAX_CALENDARS = 300  # of one account
MAX_ID_BYTES = 1000
HEX = re.compile(r"#[0-9a-f]{6}")


def update_calendars(account: CalendarAccount, remote_calendars: Sequence[RemoteCalendar]) -> None:
    """Create or update a row for each listed calendar and mark unlisted ones as gone.

    What the person chose for a calendar is never overwritten. Raises `TooLarge`, and `Unavailable`
    if all calendars are missing at once, which is more likely a failure than true.
    """
    if len(remote_calendars) > MAX_CALENDARS:
        raise TooLarge(
            _("This account has more than %(limit)d calendars, so it can't be synced.")
            % {"limit": MAX_CALENDARS}
        )
    present = account.calendars.exclude(remote_id="").listed()
    if not remote_calendars and present.exists():
        raise Unavailable(
            _("The server lists no calendars any more. We kept our copy and will try again.")
        )
    listed = {remote.remote_id: remote for remote in remote_calendars if _has_usable_id(remote)}
    rows = {row.remote_id: row for row in account.calendars.exclude(remote_id="")}
    for remote_id, remote in listed.items():
        row = rows.get(remote_id) or _new_row(account, remote)
        _update_row(row, remote)
    account.calendars.exclude(remote_id__in=["", *listed]).listed().update(gone_at=clock.now())


def create_block_calendar(
    calendar: Calendar, writer: Writer, remote_calendars: Iterable[RemoteCalendar]
) -> None:
    """Create the remote calendar for blocks.

    Adopts a listed calendar with our mark: it was created before, and the response was lost.
    """
    mark = mark_of(calendar)
    existing = next((remote for remote in remote_calendars if remote.mark == mark), None)
    remote = existing or writer.create_calendar(NAME, mark)
    calendar.account.calendars.filter(remote_id=remote.remote_id).exclude(pk=calendar.pk).delete()
    calendar.remote_id = remote.remote_id
    calendar.save(update_fields=["remote_id"])


def delete_calendar(calendar: Calendar, writer: Writer) -> None:
    """Delete a calendar we created with all its events, remotely and then locally. Idempotent."""
    if calendar.remote_id:
        with suppress(CalendarGone):
            writer.delete_calendar(calendar.remote_id)
    calendar.delete()


def mark_of(calendar: Calendar) -> str:
    """Return the mark of our calendar; another installation's calendar has a different one."""
    return f"whendoist-{salted_hmac('calendar', str(calendar.pk)).hexdigest()[:24]}"


def _has_usable_id(remote: RemoteCalendar) -> bool:
    """Whether the id fits into an index. Real providers use short ids without NUL bytes."""
    return len(remote.remote_id.encode()) <= MAX_ID_BYTES and "\x00" not in remote.remote_id


def _new_row(account: CalendarAccount, remote: RemoteCalendar) -> Calendar:
    return Calendar(
        user_id=account.user_id,
        account=account,
        remote_id=remote.remote_id,
        shown=remote.selected,
        busy=remote.selected,
    )


def _update_row(row: Calendar, remote: RemoteCalendar) -> None:
    fields = {
        "name": remote.name[:200] or _("(no name)"),
        "zone": remote.zone[:64],
        "colour": _colour(remote.colour) or row.colour,
        "writable": remote.writable,
        "gone_at": None,
    }
    if not row.pk or any(getattr(row, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def _colour(text: str) -> str:
    colour = text.lower()[:7]
    return colour if HEX.fullmatch(colour) else ""
