"""What a person typed, made fit to keep."""

from __future__ import annotations

import unicodedata
from datetime import date

from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.editing.refusals import Refused
from tasks.models.task import DAYS_SENTENCE


def clean_title(text: str) -> str:
    """One line without control characters and without spaces around it."""
    return " ".join(_printable(text, keep="").split())


def clean_notes(text: str) -> str:
    """Plain text: lines stay, other control characters go."""
    return _printable(text.replace("\r\n", "\n"), keep="\n\t").strip()


def clean_day(day: date) -> date:
    """A day that has its instants in every zone: at the ends of the calendar some lack them."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(DAYS_SENTENCE)
    return day


def _printable(text: str, keep: str) -> str:
    return "".join(
        char if char in keep or unicodedata.category(char) not in ("Cc", "Cs") else " "
        for char in text
    )
