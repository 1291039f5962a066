"""The time zones a person may choose."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# For machines whose zone nobody has set yet; some browsers reject it.
NOBODYS = {"Factory"}


@cache
def known_zones() -> frozenset[str]:
    """Return the names of the zones that servers and browsers know.

    They are those of the pinned tzdata package. The operating system has more, such as
    `localtime`, which browsers reject: the page would stay blank.
    """
    return frozenset((files("tzdata") / "zones").read_text().split()) - NOBODYS
