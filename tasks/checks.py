"""What the doctor looks at in the product."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from core.ops.doctor.deployment import origin
from core.ops.doctor.registry import Finding, Level, register
from tasks.calendars.google.consent import is_configured


@register("google")
def google() -> Iterator[Finding]:
    """The address that Google must know before it sends anybody back."""
    if is_configured():
        back = origin() + reverse("tasks:settings-calendars-google-back")
        yield Finding("google", Level.OK, f"The redirect address to paste at Google: {back}")
    elif settings.GOOGLE_CLIENT_ID or settings.GOOGLE_CLIENT_SECRET:
        text = "Set both GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or neither."
        yield Finding("google", Level.ERROR, text)
    else:
        text = "Google Calendar is not offered; docs/calendars.md says how to set it up."
        yield Finding("google", Level.OK, text)
