"""The time zones that users can choose."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# The zone of unconfigured machines; some browsers reject it.
EXCLUDED = {"Factory"}


@cache
def known_zones() -> frozenset[str]:
    """Return the names of the zones that servers and browsers know.

    They come from the pinned tzdata package. The operating system has more, such as `localtime`,
    which browsers reject: the page would stay blank.
    """
    return frozenset((files("tzdata") / "zones").read_text().split()) - EXCLUDED
