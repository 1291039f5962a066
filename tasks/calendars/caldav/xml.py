"""Limits for other people's XML: what would need too much memory is rejected before parsing.

lxml needs a few hundred bytes for a tag of four. Entities are not expanded, and a document that
declares any is rejected, because CalDAV never needs them (RFC 4918 §20.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from caldav.response import CalendarQueryResult, DAVResponse
from django.utils.translation import gettext as _
from lxml import etree

from tasks.calendars.base import CalendarGone, TooLarge, Unavailable

MAX_NODES = 250_000  # tags and attributes; an event is seven elements
MULTISTATUS, RESPONSE = "{DAV:}multistatus", "{DAV:}response"
ATTRIBUTE = re.compile(rb"=\s*[\"']")
DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]+)")
# In other encodings, tags cannot be counted without decoding.
ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, and little-endian UTF-32


class NotCalDav(Unavailable):
    """The server responds, but not as a CalDAV server does."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("The server's response could not be read."))


def check_limits(body: bytes) -> None:
    """Raise `NotCalDav` or `TooLarge` if the body should not be parsed."""
    declared = DECLARED.match(body.removeprefix(b"\xef\xbb\xbf")[:200])
    encoding = declared.group(1).lower() if declared else b"utf-8"
    if encoding not in ENCODINGS or body.startswith(WIDE) or b"\x00" in body[:8]:
        raise NotCalDav
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NotCalDav
    left = MAX_NODES - body.count(b"<")
    if left < 0 or any(n > left for n, _match in enumerate(ATTRIBUTE.finditer(body), 1)):
        raise TooLarge(_("The response was too large."))


def parse_objects(body: bytes) -> Iterator[CalendarQueryResult]:
    """Yield the objects of a multi-status one by one, so that the whole tree is never in memory.

    Raises `NotCalDav` if it is not a multi-status, `CalendarGone` if every response is "not
    found", and `SyntaxError` if the XML is truncated or invalid.
    """
    check_limits(body)
    reader = DAVResponse.from_bytes(b"", 207)
    document = etree.iterparse(
        BytesIO(body),
        tag=RESPONSE,
        no_network=True,
        resolve_entities=False,
        remove_blank_text=True,
        collect_ids=False,
    )
    responses = missing = 0
    for _event, element in document:
        reader.tree = element
        responses += 1
        missing += reader.all_responses_not_found()
        yield from reader.parse_calendar_query()
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    if document.root.tag != MULTISTATUS:
        raise NotCalDav
    if responses and responses == missing:
        raise CalendarGone(_("This calendar no longer exists on the server."))
