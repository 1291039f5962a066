"""Parse numbers from untrusted text."""

from __future__ import annotations

import re

ID = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
LARGEST_ID = 2**63 - 1


def row_id(text: str) -> int | None:
    """Return the id in a text, or None if it cannot be one.

    Python rejects integers of more than 4,300 digits, and PostgreSQL ids of more than 63 bits.
    """
    if not ID.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None
