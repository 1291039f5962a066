"""Encrypt passwords and tokens of calendars for storage.

Fernet: AES-128-CBC with HMAC-SHA256. The first key encrypts, all keys decrypt. Keys derived from
`SECRET_KEY` come last, so that text stays readable after CREDENTIAL_KEYS is first set.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


KEY_LENGTH = 32  # bytes


class DecryptionFailed(Exception):
    """The text was encrypted with a key that is no longer configured."""

    def __init__(self) -> None:
        super().__init__(
            _("The stored credentials can no longer be decrypted. Connect the account again.")
        )


def encrypt(secrets: dict[str, Any]) -> str:
    """Return `secrets` as encrypted text."""
    return _encrypt(json.dumps(secrets).encode())


def decrypt(text: str) -> dict[str, Any]:
    """Return the encrypted secrets. Raises `DecryptionFailed`."""
    secrets: dict[str, Any] = json.loads(_decrypt(text, _keys()))
    return secrets


def reencrypt(text: str) -> str:
    """Return the text encrypted with the first key; unchanged if it already is (tens of µs).

    Store the result whenever an account is used, so that old keys can be removed. Raises
    `DecryptionFailed`.
    """
    first, *_ = keys = _keys()
    try:
        _decrypt(text, (first,))
    except DecryptionFailed:
        return _encrypt(_decrypt(text, keys))
    return text


def _encrypt(content: bytes) -> str:
    return _fernet(*_keys()).encrypt(content).decode()


def _decrypt(text: str, keys: tuple[str, ...]) -> bytes:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 8 MB, not always needed

    try:
        return _fernet(*keys).decrypt(text.encode())
    except InvalidToken as error:
        raise DecryptionFailed from error


def _keys() -> tuple[str, ...]:
    """Return the configured keys, then those derived from SECRET_KEY and its fallbacks."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return (*settings.CREDENTIAL_KEYS, *(_derive(secret) for secret in secrets))


def _derive(secret: str) -> str:
    key = hashlib.sha256(b"whendoist credentials\0" + secret.encode()).digest()
    return base64.urlsafe_b64encode(key).decode()


def is_key(text: str) -> bool:
    """Return whether this is a Fernet key: 32 bytes in URL-safe base64."""
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == KEY_LENGTH
    except ValueError:
        return False


@cache
def _fernet(*keys: str) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 8 MB, see above

    return MultiFernet([Fernet(key) for key in keys])
