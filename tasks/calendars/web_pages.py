"""Says why an address shows something other than a calendar, and what to do."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tasks.calendars.http import Response

HEAD = 64 * 1024  # bytes of a page that are looked at
CALENDAR = b"BEGIN:VCALENDAR"
PAGE = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
PASSWORD = re.compile(rb"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)
SIGN_IN_HOST = re.compile(r"^(accounts?|login|signin|sso|auth|idp|id)\.", re.IGNORECASE)
SIGN_IN_PATH = re.compile(r"/(log-?in|sign-?in|sso|servicelogin|saml2?)\b", re.IGNORECASE)


def is_web_page(response: Response) -> bool:
    """Whether a response is HTML, whatever its type claims: some servers call calendars that."""
    if CALENDAR in response.body[:HEAD]:
        return False
    content_type = response.headers.get("content-type", "")
    return content_type.lower().startswith("text/html") or bool(PAGE.search(response.body[:HEAD]))


def is_sign_in_page(response: Response) -> bool:
    """Whether a web page asks for a password, or a redirect led to where one signs in."""
    parts = urlsplit(response.address)
    places = SIGN_IN_HOST.match(parts.hostname or "") or SIGN_IN_PATH.search(parts.path)
    return is_web_page(response) and bool(places or PASSWORD.search(response.body[:HEAD]))


def explain_page(response: Response) -> str:
    """Return a sentence about a web page, with the next step; "" for anything else."""
    if is_sign_in_page(response):
        return _(
            "This address leads to a sign-in page. Paste the calendar's secret address instead: "
            "it works without signing in."
        )
    if is_web_page(response):
        return _(
            "This address shows a web page, not a calendar. Paste the calendar's own address, "
            "which often ends in .ics."
        )
    return ""
