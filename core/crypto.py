"""Keeps other people's secrets (passwords and tokens of calendars) unreadable in the database.

Fernet: AES-128-CBC and HMAC-SHA256. Several keys: the first one writes, all of them read. Those
that follow from `SECRET_KEY` come last, so that naming keys of its own makes nothing unreadable.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


KEY_LENGTH = 32  # bytes


class DecryptionFailed(Exception):
    """What is stored was written with a key that is no longer among ours."""

    def __init__(self) -> None:
        super().__init__("The stored sign-in can no longer be read. Connect the account again.")


def encrypt(secrets: dict[str, Any]) -> str:
    """`secrets` as text that only our keys open."""
    return _sealed(json.dumps(secrets).encode())


def decrypt(text: str) -> dict[str, Any]:
    """What was sealed. Raises `DecryptionFailed`."""
    opened: dict[str, Any] = json.loads(_opened(text, _keys()))
    return opened


def reencrypt(text: str) -> str:
    """The same secrets under the first key: `text` itself if that has sealed it, which costs tens
    of microseconds to see. To be kept whenever an account is used, so that an old key may go.

    Raises `DecryptionFailed`.
    """
    first, *_ = keys = _keys()
    try:
        _opened(text, (first,))
    except DecryptionFailed:
        return _sealed(_opened(text, keys))
    return text


def _sealed(content: bytes) -> str:
    return _fernet(*_keys()).encrypt(content).decode()


def _opened(text: str, keys: tuple[str, ...]) -> bytes:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 8 MB, for whom it concerns

    try:
        return _fernet(*keys).decrypt(text.encode())
    except InvalidToken as error:
        raise DecryptionFailed from error


def _keys() -> tuple[str, ...]:
    """The keys given, then those that follow from the secrets Django has, old ones last."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return (*settings.CREDENTIAL_KEYS, *(_derived(secret) for secret in secrets))


def _derived(secret: str) -> str:
    key = hashlib.sha256(b"whendoist credentials\0" + secret.encode()).digest()
    return base64.urlsafe_b64encode(key).decode()


def is_key(text: str) -> bool:
    """Whether this is a key of Fernet: 32 bytes in the base64 of addresses."""
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == KEY_LENGTH
    except ValueError:
        return False


@cache
def _fernet(*keys: str) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 8 MB, see above

    return MultiFernet([Fernet(key) for key in keys])
