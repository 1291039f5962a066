"""Turns what people paste into the address of a calendar.

People copy what they see: an address without https://, the code that embeds a calendar, or the page
that shows it. Nothing here sends a request.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable
from html import unescape
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, quote, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from tasks.calendars.safe_fetch import InvalidAddress, normalize_address

EMBEDDED = re.compile(r"<iframe\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
EMAIL = re.compile(r"(mailto:)?[^\s/:@]+@[^\s/:@]+\.[^\s/:@]+", re.IGNORECASE)
WITHOUT_SCHEME = re.compile(r"(localhost|[\w-]+(\.[\w-]+)+|\[[\da-f:.]+\])(:\d+)?([/?].*)?")
OTHER_SCHEMES = re.compile(r"^(webcals?|feed)://", re.IGNORECASE)
OUTLOOK = {"outlook.office365.com", "outlook.office.com", "outlook.live.com"}
GOOGLE = {"calendar.google.com", "www.google.com"}
GOOGLE_SETTINGS = re.compile(r"/r/settings/calendar/([\w-]+)")
NEXTCLOUD = re.compile(r"(.*?)(?:/index\.php)?/apps/calendar/(?:p|embed)/(\w+)(?:/.*)?")


class Pasted(NamedTuple):
    """An address to read, and a sentence about how it differs from what was pasted, or ""."""

    address: str
    note: str = ""


def read_pasted(text: str) -> Pasted:
    """Return the address that a text means. Raises `InvalidAddress` with what to do."""
    text = _bare(text)
    if EMAIL.fullmatch(text):
        raise InvalidAddress(
            _("This is an email address. Paste the address of the calendar or its server.")
        )
    address = OTHER_SCHEMES.sub("https://", text)
    note = ""
    if WITHOUT_SCHEME.fullmatch(address.lower()):
        address, note = f"https://{address}", _("We added https:// to the address.")
    calendar = _calendar_behind(address)
    if calendar and calendar != address:
        return Pasted(
            normalize_address(calendar),
            _("This was the address of a web page. We changed it to the calendar on that page."),
        )
    return Pasted(normalize_address(address), note)


def _bare(text: str) -> str:
    """Return an address without the quotes or the HTML around it."""
    embedded = EMBEDDED.search(text)
    return unescape(embedded[1]) if embedded else text.strip().strip("<>\"'“”").strip()


def _calendar_behind(address: str) -> str:
    """Return the address of the calendar that a well-known page shows, or ""."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    converters: list[Callable[[SplitResult], str]] = [_nextcloud]
    if host in GOOGLE and parts.path.startswith("/calendar"):
        converters = [_google]
    elif host in OUTLOOK:
        converters = [_outlook]
    return next(filter(None, (convert(parts) for convert in converters)), "")


def _google(parts: SplitResult) -> str:
    """Convert an embed address, a "shareable link" and the settings page of a calendar."""
    query = parse_qs(parts.query)
    embedded = set(query.get("src", ()) if "embed" in parts.path else ())
    if len(embedded) > 1:
        raise InvalidAddress(
            _("This page shows several calendars. Paste the address of one calendar at a time.")
        )
    settings_page = GOOGLE_SETTINGS.search(parts.path)
    ids = [*embedded, *query.get("cid", ()), *(settings_page.groups() if settings_page else ())]
    calendar = _google_id(ids[0]) if ids else ""
    if not calendar:
        return ""
    return f"https://calendar.google.com/calendar/ical/{quote(calendar, safe='')}/public/basic.ics"


def _google_id(text: str) -> str:
    """Return the id of a calendar: an email address, often written in base64."""
    if "@" in text:
        return text
    try:
        decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (Error, ValueError):
        return ""
    return decoded if "@" in decoded and decoded.isprintable() else ""


def _outlook(parts: SplitResult) -> str:
    """Convert the HTML address of a published calendar: beside it is an ICS address."""
    if not parts.path.endswith("calendar.html"):
        return ""
    path = parts.path.removesuffix(".html") + ".ics"
    return urlunsplit(parts._replace(scheme="https", path=path, query="", fragment=""))


def _nextcloud(parts: SplitResult) -> str:
    """Convert the page of a calendar that is shared by link."""
    match = NEXTCLOUD.fullmatch(parts.path)
    if not match:
        return ""
    path = f"{match[1]}/remote.php/dav/public-calendars/{match[2]}"
    return urlunsplit(parts._replace(path=path, query="export", fragment=""))
