"""What a person typed, made fit to keep."""

from __future__ import annotations

import unicodedata


def clean_title(text: str) -> str:
    """One line without control characters and without spaces around it."""
    return " ".join(_printable(text, keep="").split())


def clean_notes(text: str) -> str:
    """Plain text: lines stay, other control characters go."""
    return _printable(text.replace("\r\n", "\n"), keep="\n\t").strip()


def _printable(text: str, keep: str) -> str:
    return "".join(
        char if char in keep or unicodedata.category(char) not in ("Cc", "Cs") else " "
        for char in text
    )
