"""The time zones that other programs mean by a name: IANA's, Microsoft's, or an offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

MAX_NAME = 200  # characters
WINTER = datetime(2026, 1, 15, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, tzinfo=UTC)
# "(UTC-05:00) Eastern Time (US & Canada)", as Microsoft shows a zone to people.
DISPLAY_NAME = re.compile(
    r"\((?:UTC|GMT)\s*([+-]\d\d?[:.]?\d\d)?\)\s*(.*)", re.IGNORECASE | re.ASCII
)
OFFSET = re.compile(
    r"(?:UTC|GMT|Z)?\s*([+-])(\d\d?)(?:[:.]?(\d\d))?", re.IGNORECASE | re.ASCII
)  # GMT-0500, UTC+02:00
# The display names that do not begin with a city of the tz database.
REGIONS = {
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "atlantic time": "America/Halifax",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "arizona": "America/Phoenix",
    "indiana": "America/Indianapolis",
    "newfoundland": "America/St_Johns",
    "saskatchewan": "America/Regina",
    "central america": "America/Guatemala",
    "guadalajara": "America/Mexico_City",
    "chihuahua": "America/Mazatlan",
    "baja california": "America/Tijuana",
    "brasilia": "America/Sao_Paulo",
    "georgetown": "America/La_Paz",
    "greenland": "America/Godthab",
    "cabo verde is.": "Atlantic/Cape_Verde",
    "cape verde is.": "Atlantic/Cape_Verde",
    "west central africa": "Africa/Lagos",
    "kuwait": "Asia/Riyadh",
    "abu dhabi": "Asia/Dubai",
    "islamabad": "Asia/Karachi",
    "chennai": "Asia/Kolkata",
    "sri jayawardenepura": "Asia/Colombo",
    "astana": "Asia/Dhaka",
    "beijing": "Asia/Shanghai",
    "osaka": "Asia/Tokyo",
    "bern": "Europe/Zurich",
    "st. petersburg": "Europe/Moscow",
    "solomon is.": "Pacific/Guadalcanal",
    "marshall is.": "Pacific/Majuro",
    "coordinated universal time": "UTC",
    "greenwich mean time": "Europe/London",
    "central european time": "Europe/Berlin",
    "mitteleuropäische zeit": "Europe/Berlin",
    "mitteleuropäische sommerzeit": "Europe/Berlin",
    # Abbreviations that mean one zone, unlike IST or AST.
    **dict.fromkeys(("edt", "eastern"), "America/New_York"),
    **dict.fromkeys(("cdt", "central"), "America/Chicago"),
    **dict.fromkeys(("mdt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pacific"), "America/Los_Angeles"),
    "cest": "Europe/Berlin",
    "z": "UTC",
    "jst": "Asia/Tokyo",
}


@lru_cache(maxsize=1024)
def named_zone(name: str) -> ZoneInfo | None:
    """Return the zone of the tz database with this name or Microsoft's, in any case."""
    folded = _folded(name)
    key = _iana_names().get(folded) or _windows_names().get(folded)
    return ZoneInfo(key) if key else None


@lru_cache(maxsize=1024)
def guessed_zone(name: str) -> tzinfo | None:
    """Return the zone of a display name, of a name with a prefix, or of an offset; or None."""
    name = name.strip().strip('"')[:MAX_NAME].replace("−", "-")
    display = DISPLAY_NAME.fullmatch(name)
    offset = _offset(display[1] or "+00:00") if display else None
    if zone := _region(display[2] if display else name, offset):
        return zone
    if offset is not None:
        return timezone(offset)
    # /freeassociation.sourceforge.net/America/New_York, /mozilla.org/20070129_1/Europe/Berlin
    parts = name.split("/")
    suffixes = ("/".join(parts[n:]) for n in range(1, len(parts)))
    zones = (named_zone(suffix) for suffix in suffixes)
    exact = _offset(name)
    return next(filter(None, zones), timezone(exact) if exact is not None else None)


def has_fixed_meaning(name: str) -> bool:
    """Whether a name means the same in all files: one may define EST, but not Europe/Rome."""
    folded = _folded(name)
    return folded in _windows_names() or ("/" in folded and folded in _iana_names())


def _folded(name: str) -> str:
    return name.strip().strip('"')[:MAX_NAME].casefold().replace(" ", "_")


def _offset(text: str) -> timedelta | None:
    match = OFFSET.fullmatch(text.strip())
    if not match or int(match[2]) > 14:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -offset if match[1] == "-" else offset


def _region(text: str, offset: timedelta | None) -> ZoneInfo | None:
    """Find the region, or one of the cities, of a display name; its offset must be right."""
    for name in _places(text):
        key = REGIONS.get(name) or _cities().get(name.replace(" ", "_"))
        if key and (offset is None or offset in _offsets(key)):
            return ZoneInfo(key)
    return None


def _places(text: str) -> Iterator[str]:
    folded = text.casefold()
    for part in re.split(r"[,:]", folded):
        yield part.strip()
        yield part.partition("(")[0].strip()


@cache
def _offsets(key: str) -> set[timedelta | None]:
    zone = ZoneInfo(key)
    return {WINTER.astimezone(zone).utcoffset(), SUMMER.astimezone(zone).utcoffset()}


@cache
def _iana_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _windows_names() -> dict[str, str]:
    return {name.casefold().replace(" ", "_"): key for name, key in WINDOWS_TO_OLSON.items()}


@cache
def _cities() -> dict[str, str]:
    """Return the zones of the tz database by the name of their city."""
    names = sorted(name for name in available_timezones() if "/" in name)
    return {
        name.rpartition("/")[2].casefold(): name
        for name in names
        if not name.startswith(("Etc/", "SystemV/"))
    }
