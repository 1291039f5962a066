"""Numbers that come in as text."""

from __future__ import annotations

import re

ID = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
LARGEST_ID = 2**63 - 1


def row_id(text: str) -> int | None:
    """Read the id of a row, or None when the text cannot be one.

    Python itself refuses to read more than 4,300 digits, and PostgreSQL ids over 63 bits.
    """
    if not ID.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None
