"""XML of other people: what would cost memory out of all proportion is refused, unread.

lxml needs a few hundred bytes for a tag of four. Entities are not expanded, but a document that
declares some has no business in CalDAV (RFC 4918 §20.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from caldav.response import CalendarQueryResult, DAVResponse
from lxml import etree

from tasks.calendars.base import CalendarGone, TooMuch, Unavailable

MOST_NODES = 250_000  # tags and attributes; an event is seven elements
MULTISTATUS, RESPONSE = "{DAV:}multistatus", "{DAV:}response"
ATTRIBUTE = re.compile(rb"=\s*[\"']")
DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]+)")
# In others a tag may look like anything.
ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, and UTF-32 of one kind


class NotCalDav(Unavailable):
    """It answers, but not as a CalDAV server does."""

    def __init__(self, sentence: str = "The server's answer could not be read.") -> None:
        super().__init__(sentence)


def check(body: bytes) -> None:
    """Raises `NotCalDav` or `TooMuch` for what should not even be parsed."""
    declared = DECLARED.match(body.removeprefix(b"\xef\xbb\xbf")[:200])
    encoding = declared.group(1).lower() if declared else b"utf-8"
    if encoding not in ENCODINGS or body.startswith(WIDE) or b"\x00" in body[:8]:
        raise NotCalDav
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NotCalDav
    left = MOST_NODES - body.count(b"<")
    if left < 0 or any(number > left for number, _ in enumerate(ATTRIBUTE.finditer(body), 1)):
        raise TooMuch("The answer was too large.")


def listed(body: bytes) -> Iterator[CalendarQueryResult]:
    """The objects in a multi-status, one by one, so that there is never a tree of all of them.

    Raises `NotCalDav` when it is none, `CalendarGone` when it tells that there is nothing, and
    `SyntaxError` when it is not XML to its end.
    """
    check(body)
    reader = DAVResponse.from_bytes(b"", 207)
    document = etree.iterparse(
        BytesIO(body),
        tag=RESPONSE,
        no_network=True,
        resolve_entities=False,
        remove_blank_text=True,
        collect_ids=False,
    )
    answers = absent = 0
    for _, element in document:
        reader.tree = element
        answers += 1
        absent += reader.all_responses_not_found()
        yield from reader.parse_calendar_query()
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    if document.root.tag != MULTISTATUS:
        raise NotCalDav
    if answers and answers == absent:
        raise CalendarGone("The calendar is not there any more.")
