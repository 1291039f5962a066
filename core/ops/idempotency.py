"""Read the `Idempotency-Key` header: a write sent twice with one key is done once.

After draft-ietf-httpapi-idempotency-key-header: the key is compared as it was sent, and a second
request with the same key must be the same request (section 2.7).
"""

from __future__ import annotations

import re
from hashlib import sha256

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.http import wants_json

HEADER = "Idempotency-Key"
MAX_KEY_LENGTH = 64  # characters
KEY = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")  # printable ASCII, no outer spaces
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class InvalidKey(Exception):
    """The header is no valid key; the message is for people."""


def key_of(request: HttpRequest) -> str:
    """Return the key of an API write, or "" if there is none. Raises `InvalidKey`.

    A key is never truncated: two keys with the same beginning would lose a write.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method in SAFE_METHODS or not wants_json(request.path):
        return ""
    if len(key) > MAX_KEY_LENGTH or not KEY.fullmatch(key):
        text = _("%(header)s must have 1 to %(limit)d printable ASCII characters, such as a UUID.")
        raise InvalidKey(text % {"header": HEADER, "limit": MAX_KEY_LENGTH})
    return key


def fingerprint_of(request: HttpRequest) -> str:
    """Return a digest of the method, the path with its query, and the body, byte for byte.

    Raises `RequestDataTooBig`.
    """
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return sha256(head + request.body).hexdigest()
