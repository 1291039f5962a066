"""The checks that the product adds to the doctor."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.ops.doctor.deployment import origin
from core.ops.doctor.registry import Finding, Level, register
from tasks.calendars.channels import receiver
from tasks.calendars.google.consent import is_configured


@register("google")
def google() -> Iterator[Finding]:
    """Report whether Google Calendar is set up, and the redirect address to enter at Google."""
    if is_configured():
        back = origin() + reverse("tasks:settings-calendars-google-back")
        text = _("Enter this redirect address at Google: %(address)s") % {"address": back}
        yield Finding("google", Level.OK, text)
        yield Finding("google notifications", Level.OK, _channels())
    elif settings.GOOGLE_CLIENT_ID or settings.GOOGLE_CLIENT_SECRET:
        text = _("Set both GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or neither.")
        yield Finding("google", Level.ERROR, text)
    else:
        text = _("Google Calendar is not set up. docs/calendars.md explains how to set it up.")
        yield Finding("google", Level.OK, text)


def _channels() -> str:
    """Say how changes in Google calendars arrive; nothing is wrong either way."""
    if receiver():
        return _("Google notifies this server of changes at %(address)s") % {"address": receiver()}
    if not settings.GOOGLE_PUSH_CHANNELS:
        return _("GOOGLE_PUSH_CHANNELS is off, so Google calendars are read every 15 minutes.")
    return _(
        "This server has no public https address, so Google calendars are read every 15 minutes."
    )
