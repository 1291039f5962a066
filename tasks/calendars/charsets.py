"""Decodes response bodies whose Content-Type names a charset other than UTF-8."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from tasks.calendars.base import TooLarge
from tasks.calendars.http import MAX_BYTES

CHUNK = 64 * 1024  # bytes decoded at once: a text of the whole body could take 80 MB
CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE | re.ASCII)
# Codecs of texts; Python also has some that decompress or evaluate.
KNOWN = re.compile(r"utf-(16|32)|iso8859|cp\d|koi8|mac-|shift_jis|euc_|gb|big5|tis")
UTF_16 = codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE
UTF_32 = codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE
WIDE = "utf-16", "utf-32"


def as_utf8(body: bytes, content_type: str) -> bytes:
    """Return a body in UTF-8; unchanged if neither its first bytes nor its type name another.

    An unchanged body is decoded line by line (`parsing.properties.decode`). Raises `TooLarge`.
    """
    codec = _codec_of(body, content_type)
    if not codec:
        return body
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    text = bytearray()
    for start in range(0, len(body), CHUNK):
        last = start + CHUNK >= len(body)
        text += decoder.decode(body[start : start + CHUNK], last).encode(errors="replace")
        if len(text) > MAX_BYTES:
            raise TooLarge(_("The response was too large."))
    return bytes(text)


def _codec_of(body: bytes, content_type: str) -> str:
    """Return the codec of a body; its byte order mark is right where its type is wrong."""
    if body.startswith(codecs.BOM_UTF8):
        return ""
    if body.startswith((*UTF_16, *UTF_32)):
        return "utf-32" if body.startswith(UTF_32) else "utf-16"
    codec = _codec(content_type)
    if codec.startswith(WIDE) and b"\0" not in body[:CHUNK]:
        return ""  # every line of a calendar has ASCII letters, which have zeros there
    big = body.startswith(b"\0")
    return f"{codec}-{'be' if big else 'le'}" if codec in WIDE else codec


def _codec(content_type: str) -> str:
    """Return the name of a codec; empty for UTF-8, ASCII, and charsets that nobody knows."""
    match = CHARSET.search(content_type)
    try:
        name = codecs.lookup(match[1]).name if match else ""
    except LookupError:
        return ""
    if name == "iso8859-1":
        return "cp1252"  # what programs mean by it (WHATWG Encoding Standard)
    return name if KNOWN.match(name) else ""
