"""Clean text and days that a user typed before they are stored."""

from __future__ import annotations

import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.errors import Rejected
from tasks.models.rules import UNSUPPORTED_DAY_MESSAGE

# Invisible, although Unicode calls them letters and symbols: fillers of Hangul, and the blanks of
# Braille, music and hieroglyphs.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442")
# Unassigned, but invisible once assigned (Default_Ignorable_Code_Point).
IGNORED = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))
# Control, format (zero width, joiners, bidi), separators (spaces), and combining marks.
INVISIBLE = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me")


def clean_title(text: str) -> str:
    """Return one line without control characters and outer spaces; "" if nothing is visible.

    Invisible characters within the text stay: joiners make emoji, bidi controls order words.
    """
    line = " ".join(_printable(text, allowed="").split())
    return line if any(map(_is_visible, line)) else ""


def clean_name(text: str) -> str:
    """Clean the name of a domain or label, in NFC so that names that look equal are equal."""
    return clean_title(unicodedata.normalize("NFC", text))


def reject_invisible(text: str, field: str) -> None:
    """Raise `Rejected` for a text that consists only of invisible characters."""
    if _printable(text, allowed="").strip() and not clean_title(text):
        raise Rejected(_("This title has only invisible characters. Type a visible title."), field)


def clean_notes(text: str) -> str:
    """Return plain text with its line breaks and tabs, without other control characters."""
    return _printable(text.replace("\r\n", "\n"), allowed="\n\t").strip()


def clean_day(day: date) -> date:
    """Return `day`. Raise `Rejected` if it is so far away that a zone has no instant for it."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Rejected(UNSUPPORTED_DAY_MESSAGE)
    return day


def _is_visible(char: str) -> bool:
    if char in BLANKS or any(ord(char) in block for block in IGNORED):
        return False
    return unicodedata.category(char) not in INVISIBLE


def _printable(text: str, allowed: str) -> str:
    return "".join(
        char if char in allowed or unicodedata.category(char) not in ("Cc", "Cs") else " "
        for char in text
    )
