"""The checks that the product adds to the doctor."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.ops.doctor.deployment import origin
from core.ops.doctor.registry import Finding, Level, register
from tasks.calendars.google.consent import is_configured


@register("google")
def google() -> Iterator[Finding]:
    """Report whether Google Calendar is set up, and the redirect address to enter at Google."""
    if is_configured():
        back = origin() + reverse("tasks:settings-calendars-google-back")
        text = _("Enter this redirect address at Google: %(address)s") % {"address": back}
        yield Finding("google", Level.OK, text)
    elif settings.GOOGLE_CLIENT_ID or settings.GOOGLE_CLIENT_SECRET:
        text = _("Set both GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or neither.")
        yield Finding("google", Level.ERROR, text)
    else:
        text = _("Google Calendar is not set up. docs/calendars.md explains how to set it up.")
        yield Finding("google", Level.OK, text)
