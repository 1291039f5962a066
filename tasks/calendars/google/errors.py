"""What Google's refusals mean. (developers.google.com/workspace/calendar/api/guides/errors)"""

from __future__ import annotations

from tasks.calendars.base import (
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    EventRefused,
    SignedOut,
    TokenExpired,
    Trouble,
    Unavailable,
)
from tasks.calendars.http import Answer

BUSY = "Google asks to slow down. The next try is later."
# Reasons of a 403 that mean "too fast", beside all of the domain "usageLimits".
LIMITS = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"}
SCOPES = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}


def general(answer: Answer) -> Trouble | None:
    """What an answer means whatever was asked; None if that depends on it."""
    if answer.status == 429:
        return Unavailable(BUSY, answer.retry_after)
    if answer.status >= 500:
        return Unavailable("Google does not answer at the moment.", answer.retry_after)
    if answer.status == 403:
        domains, reasons = _reasons(answer)
        if "usageLimits" in domains or LIMITS & reasons:
            return Unavailable(BUSY, answer.retry_after)
        if SCOPES & reasons:
            return SignedOut("Google was not allowed to do that. Connect again and allow it.")
    return None


def of_listing(answer: Answer, with_token: bool) -> Trouble:
    """410, or 400 for a token or page it does not know: list anew. 404: the calendar is gone."""
    if answer.status == 410 or (answer.status == 400 and with_token):
        return TokenExpired("Google asks to list everything anew.")
    if answer.status in (403, 404):
        return CalendarGone("This calendar is not there any more, or no longer shared.")
    return Trouble(f"Google did not understand the question ({answer.status}).")


def of_creating(answer: Answer) -> Trouble:
    if answer.status == 404:
        return CalendarGone("The calendar for blocks is not there any more.")
    return EventExists("There is such an event.") if answer.status == 409 else _refused(answer)


def of_event(answer: Answer) -> Trouble:
    """One event that is gone says nothing about its calendar."""
    if answer.status in (404, 410):
        return EventGone("The event is not there any more.")
    return EventChanged("The event was changed.") if answer.status == 412 else _refused(answer)


def of_calendar(answer: Answer) -> Trouble:
    if answer.status in (404, 410):
        return CalendarGone("The calendar is not there any more.")
    return Trouble(f"Google refused that ({answer.status}).")


def _refused(answer: Answer) -> Trouble:
    return EventRefused(f"Google does not accept this block ({answer.status}).")


def _reasons(answer: Answer) -> tuple[set[str], set[str]]:
    try:
        error = answer.json().get("error")
    except Unavailable:
        return set(), set()
    said = error if isinstance(error, dict) else {}
    each = [*said.get("errors", ()), *said.get("details", ())]
    domains, reasons = ({str(one.get(name)) for one in each} for name in ("domain", "reason"))
    return domains, reasons
