"""Parses other people's XML piece by piece, within limits.

Only one `response` of a multi-status is in memory as a tree. A document type, and with it every
entity, is rejected, because CalDAV never needs them (RFC 4918 §20.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from django.utils.translation import gettext as _

from tasks.calendars.base import TooLarge, Unavailable

MAX_NODES = 250_000  # elements and attributes; 20,000 objects are about 160,000
MAX_TEXT = 5_000_000  # characters of one response: an object with a photo, not a whole calendar
PIECE = 64 * 1024  # bytes parsed at once
MULTISTATUS, RESPONSE = "{DAV:}multistatus", "{DAV:}response"
ATTRIBUTE = re.compile(rb"=\s*[\"']")
DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]+)")
# In other encodings, tags cannot be counted without decoding.
ENCODINGS = {
    b"utf-8": "utf-8",
    b"utf8": "utf-8",
    b"us-ascii": "utf-8",
    b"ascii": "utf-8",
    b"iso-8859-1": "iso-8859-1",
    b"windows-1252": "windows-1252",
}
WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, and little-endian UTF-32


class NotCalDav(Unavailable):
    """The server responds, but not as a CalDAV server does."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("The server's response could not be read."))


def parse_responses(body: bytes) -> Iterator[Element]:
    """Yield the `response` elements of a multi-status (RFC 4918 §13), one after another.

    One with more than `MAX_TEXT` characters is empty. Raises `TooLarge`, and `NotCalDav` if the
    body is not a multi-status, such as a sign-in page, or is truncated.
    """
    builder = ResponseBuilder()
    parser = XMLParser(target=builder, encoding=_checked_encoding(body), forbid_dtd=True)
    try:
        for start in range(0, len(body), PIECE):
            parser.feed(body[start : start + PIECE])
            yield from builder.take()
        parser.close()
    except (ParseError, DefusedXmlException) as error:
        raise NotCalDav from error
    yield from builder.take()  # expat may parse the last bytes when it is closed


class ResponseBuilder:
    """Receives a document tag by tag and builds a tree of each response."""

    def __init__(self) -> None:
        self.depth = 0
        self.characters = 0  # of the current response
        self.tree: TreeBuilder | None = None
        self.responses: list[Element] = []

    def take(self) -> list[Element]:
        """Return the responses that are complete, and forget them."""
        responses, self.responses = self.responses, []
        return responses

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and tag != MULTISTATUS:
            raise NotCalDav
        if self.depth == 1 and tag == RESPONSE:
            self.tree, self.characters = TreeBuilder(), 0
        self.depth += 1
        if self.tree:
            self.tree.start(tag, attributes)

    def data(self, text: str) -> None:
        self.characters += len(text)
        if self.tree and self.characters <= MAX_TEXT:
            self.tree.data(text)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if not self.tree:
            return
        self.tree.end(tag)
        if self.depth == 1:
            complete = self.characters <= MAX_TEXT
            self.responses.append(self.tree.close() if complete else Element(RESPONSE))
            self.tree = None

    def close(self) -> None:
        """Do nothing; the parser calls this at the document's end."""


def _checked_encoding(body: bytes) -> str:
    """Return the body's encoding. Raises `NotCalDav` or `TooLarge` if it should not be parsed."""
    declared = DECLARED.match(body.removeprefix(b"\xef\xbb\xbf")[:200])
    encoding = ENCODINGS.get(declared.group(1).lower() if declared else b"utf-8")
    if encoding is None or body.startswith(WIDE) or b"\x00" in body[:8]:
        raise NotCalDav
    left = MAX_NODES - body.count(b"<") + body.count(b"</")
    if left < 0 or any(n > left for n, _match in enumerate(ATTRIBUTE.finditer(body), 1)):
        raise TooLarge(_("The response was too large."))
    return encoding
