"""What a person typed, made fit to keep."""

from __future__ import annotations

import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.errors import Rejected
from tasks.models.task import UNSUPPORTED_DAY_MESSAGE

# Drawn as nothing, although their category is that of letters and symbols: fillers of Hangul, the
# blank of Braille, of music and of hieroglyphs.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442")
# Not assigned to characters, but to be ignored when they are (Default_Ignorable_Code_Point).
IGNORED = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))
# Control, format (zero width, joiners, bidi), separators (spaces), and marks without a letter.
UNSEEN = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me")


def clean_title(text: str) -> str:
    """One line without control characters and without spaces around it; "" if none of it is seen.

    What is invisible within a text stays: joiners make emoji, and bidi controls order its words.
    """
    line = " ".join(_printable(text, keep="").split())
    return line if any(map(_is_seen, line)) else ""


def clean_name(text: str) -> str:
    """The title of a domain, a label and the like, in NFC: two that look the same are the same."""
    return clean_title(unicodedata.normalize("NFC", text))


def reject_invisible(text: str, field: str) -> None:
    """Raise `Refused` when somebody typed a text of which nothing can be seen."""
    if _printable(text, keep="").strip() and not clean_title(text):
        raise Rejected(_("Only invisible characters were typed. Type a title."), field)


def clean_notes(text: str) -> str:
    """Plain text: lines stay, other control characters go."""
    return _printable(text.replace("\r\n", "\n"), keep="\n\t").strip()


def clean_day(day: date) -> date:
    """A day that has its instants in every zone: at the ends of the calendar some lack them."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Rejected(UNSUPPORTED_DAY_MESSAGE)
    return day


def _is_seen(char: str) -> bool:
    if char in BLANKS or any(ord(char) in ignored for ignored in IGNORED):
        return False
    return unicodedata.category(char) not in UNSEEN


def _printable(text: str, keep: str) -> str:
    return "".join(
        char if char in keep or unicodedata.category(char) not in ("Cc", "Cs") else " "
        for char in text
    )
