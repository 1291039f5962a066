"""The calendar programs that read /dav/, by the names they send. Imports nothing: the view does."""

from __future__ import annotations

import re
from contextvars import ContextVar

# The program that sent the current request.
user_agent: ContextVar[str] = ContextVar("user_agent", default="")

# Apple's systems and daemons; todoman, and vdirsyncer, which syncs for it.
LISTS_BY_DUE = re.compile(
    r"^(iOS|iPadOS|macOS|Mac[ +_]OS[ +_]X|watchOS|visionOS|DAVKit|vdirsyncer|todoman)/"
    r"|\b(remindd|dataaccessd|accountsd|CalendarAgent)/",
    re.IGNORECASE,
)


def lists_by_due() -> bool:
    """Whether the program of the current request lists to-dos by DUE alone."""
    return LISTS_BY_DUE.search(user_agent.get()) is not None
