"""Keeps other people's secrets (passwords and tokens of calendars) unreadable in the database.

Fernet: AES-128-CBC and HMAC-SHA256. Several keys: the first one writes, all of them read.
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


class Unreadable(Exception):
    """What is stored was written with a key that is no longer among ours."""

    def __init__(self) -> None:
        super().__init__("The stored sign-in can no longer be read. Connect the account again.")


def seal(secrets: dict[str, Any]) -> str:
    """`secrets` as text that only our keys open."""
    return _fernet(*_keys()).encrypt(json.dumps(secrets).encode()).decode()


def unseal(text: str) -> dict[str, Any]:
    """What was sealed. Raises `Unreadable`."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 8 MB, for whom it concerns

    try:
        opened: dict[str, Any] = json.loads(_fernet(*_keys()).decrypt(text.encode()))
    except InvalidToken as error:
        raise Unreadable from error
    return opened


def resealed(text: str) -> str:
    """The same secrets under the first key, when keys were rotated. Raises `Unreadable`."""
    return seal(unseal(text))


def _keys() -> tuple[str, ...]:
    """The keys given, or else keys that follow from the secrets Django has, old ones last."""
    derived = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(settings.CREDENTIAL_KEYS) or tuple(_derived(secret) for secret in derived)


def _derived(secret: str) -> str:
    key = hashlib.sha256(b"whendoist credentials\0" + secret.encode()).digest()
    return base64.urlsafe_b64encode(key).decode()


@cache
def _fernet(*keys: str) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 8 MB, see above

    return MultiFernet([Fernet(key) for key in keys])
