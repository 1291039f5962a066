"""Reads the `Idempotency-Key` header: a write sent twice under one key is carried out once.

After draft-ietf-httpapi-idempotency-key-header: the key is compared as it was sent, and a second
request under the same key must be the same request (section 2.7).
"""

from __future__ import annotations

import re
from hashlib import sha256

from django.http import HttpRequest

from core.http import wants_json

HEADER = "Idempotency-Key"
MOST_KEY = 64  # characters
KEY = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")  # printable ASCII, no space at its ends
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class InvalidKey(Exception):
    """The header cannot name a request; the message is a sentence for a person."""


def key_of(request: HttpRequest) -> str:
    """Return the key of an API write, or "" where there is none. Raises `InvalidKey`.

    A key is never cut: two keys with the same beginning would become one, and a write be lost.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method in SAFE_METHODS or not wants_json(request.path):
        return ""
    if len(key) > MOST_KEY or not KEY.fullmatch(key):
        raise InvalidKey(
            f"An {HEADER} has 1 to {MOST_KEY} printable ASCII characters, such as a UUID."
        )
    return key


def fingerprint_of(request: HttpRequest) -> str:
    """Return a digest of the method, the path with its query, and the body, byte for byte.

    Raises `RequestDataTooBig`.
    """
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return sha256(head + request.body).hexdigest()
