"""Calendars whose copy is too old for a plan to rely on."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from core import clock
from core.models import User
from tasks.models import Calendar
from tasks.planning.proposals.format import day_text
from tasks.planning.wording import listed

OLD = timedelta(days=1)


def old_copy_sentences(user: User) -> list[str]:
    """Say which calendars were last read more than a day ago; their newer events are unknown."""
    calendars = Calendar.objects.for_user(user).wanted().filter(busy=True, made_here=False)
    rows = calendars.filter(read_at__lt=clock.now() - OLD).order_by("read_at", "name")
    oldest = rows.first()
    if oldest is None or oldest.read_at is None:
        return []
    day = day_text(oldest.read_at.astimezone(user.preferences.zone))
    text = _("The plan works around a copy of %(names)s from %(day)s: newer events are missing.")
    return [text % {"names": listed([row.name for row in rows]), "day": day}]
