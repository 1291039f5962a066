"""core.crypto: encrypts with the first key, decrypts with any"""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from core.crypto import DecryptionFailed, decrypt, encrypt, reencrypt

SECRETS = {"refresh_token": "1//abc", "scopes": ["calendar.readonly"]}


@pytest.fixture
def keys(settings):
    """Two keys, as after a rotation: new and old."""
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode() for _ in range(2)]
    return settings.CREDENTIAL_KEYS


def test_decrypt_returns_the_encrypted_secrets(keys):
    assert decrypt(encrypt(SECRETS)) == SECRETS


def test_encrypt_hides_the_secrets(keys):
    assert "abc" not in encrypt(SECRETS)


def test_decrypt_accepts_an_old_key(keys, settings):
    settings.CREDENTIAL_KEYS = keys[1:]
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = keys

    assert decrypt(sealed) == SECRETS


def test_reencrypt_makes_the_old_key_unnecessary(keys, settings):
    settings.CREDENTIAL_KEYS = keys[1:]
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = keys
    sealed = reencrypt(sealed)
    settings.CREDENTIAL_KEYS = keys[:1]

    assert decrypt(sealed) == SECRETS


def test_reencrypt_keeps_text_encrypted_with_the_first_key(keys):
    sealed = encrypt(SECRETS)
    assert reencrypt(sealed) == sealed


def test_reencrypt_fails_without_the_key(keys, settings):
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = []

    with pytest.raises(DecryptionFailed):
        reencrypt(sealed)


def test_decrypt_explains_a_missing_key(keys, settings):
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(DecryptionFailed, match="Connect the account again"):
        decrypt(sealed)


def test_decrypt_uses_secret_key_and_fallbacks_without_credential_keys(settings):
    settings.CREDENTIAL_KEYS, settings.SECRET_KEY = [], "first"
    sealed = encrypt(SECRETS)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]

    assert decrypt(sealed) == SECRETS


def test_decrypt_reads_old_text_after_the_first_credential_key_is_added(settings):
    settings.CREDENTIAL_KEYS = []
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]

    assert decrypt(sealed) == SECRETS
    assert decrypt(reencrypt(sealed)) == SECRETS


def test_reencrypt_allows_a_new_secret_key(settings):
    settings.CREDENTIAL_KEYS = []
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    sealed = reencrypt(sealed)
    settings.SECRET_KEY = "another"

    assert decrypt(sealed) == SECRETS
