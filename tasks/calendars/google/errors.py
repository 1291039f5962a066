"""The meaning of Google's error responses.

Source: developers.google.com/workspace/calendar/api/guides/errors
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.calendars.base import (
    CalendarError,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    EventRejected,
    RateLimited,
    SignedOut,
    TokenExpired,
    Unavailable,
)
from tasks.calendars.http import Response, unexpected_status

RATE_LIMITED = gettext_lazy("Google asks us to slow down. We'll try again later.")
NO_RESPONSE = gettext_lazy("Google isn't responding right now. We'll try again later.")
CALENDAR_GONE = gettext_lazy("This calendar no longer exists at Google.")
# Reasons of a 403 that mean "too fast", besides every reason of the domain "usageLimits".
LIMITS = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"}
SCOPES = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}


def common_error(response: Response) -> CalendarError | None:
    """Return the error of a response if it is the same for every request, else None."""
    if response.status == 429:
        return RateLimited(str(RATE_LIMITED), response.retry_after)
    if response.status >= 500:
        return Unavailable(str(NO_RESPONSE), response.retry_after)
    if response.status == 403:
        domains, reasons = _reasons(response)
        if "usageLimits" in domains or LIMITS & reasons:
            return RateLimited(str(RATE_LIMITED), response.retry_after)
        if SCOPES & reasons:
            return SignedOut(
                _("You didn't allow Google to do this. Connect the account again and allow it.")
            )
    return None


def listing_error(response: Response, with_token: bool) -> CalendarError:
    """410, or 400 for an unknown token or page, means: list everything again."""
    if response.status == 410 or (response.status == 400 and with_token):
        return TokenExpired(_("Google requires a complete listing."))
    if response.status in (403, 404):
        return CalendarGone(_("This calendar was deleted or is no longer shared with you."))
    return CalendarError(unexpected_status(response.status))


def create_error(response: Response) -> CalendarError:
    if response.status == 404:
        return CalendarGone(str(CALENDAR_GONE))
    if response.status == 409:
        return EventExists(_("An event with this id already exists."))
    return _rejection(response)


def event_error(response: Response) -> CalendarError:
    """404 and 410 concern the event only, not its calendar."""
    if response.status in (404, 410):
        return EventGone(_("This event no longer exists at Google."))
    if response.status == 412:
        return EventChanged(_("This event was changed at Google."))
    return _rejection(response)


def calendar_error(response: Response) -> CalendarError:
    if response.status in (404, 410):
        return CalendarGone(str(CALENDAR_GONE))
    return CalendarError(unexpected_status(response.status))


def _rejection(response: Response) -> CalendarError:
    sentence = _("Google doesn't accept this block (%(status)d).")
    return EventRejected(sentence % {"status": response.status})


def _reasons(response: Response) -> tuple[set[str], set[str]]:
    """Return the domains and reasons in an error response."""
    try:
        error = response.json().get("error")
    except Unavailable:
        return set(), set()
    body = error if isinstance(error, dict) else {}
    details = [*body.get("errors", ()), *body.get("details", ())]
    domains = {str(detail.get("domain")) for detail in details}
    return domains, {str(detail.get("reason")) for detail in details}
