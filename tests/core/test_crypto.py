"""core.crypto: sealed with the first key, opened by any"""

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


def test_what_is_sealed_is_opened_again(keys):
    assert decrypt(encrypt(SECRETS)) == SECRETS


def test_it_says_nothing_of_what_is_inside(keys):
    assert "abc" not in encrypt(SECRETS)


def test_an_old_key_still_opens(keys, settings):
    settings.CREDENTIAL_KEYS = keys[1:]
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = keys

    assert decrypt(sealed) == SECRETS


def test_after_resealing_the_old_key_may_go(keys, settings):
    settings.CREDENTIAL_KEYS = keys[1:]
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = keys
    sealed = reencrypt(sealed)
    settings.CREDENTIAL_KEYS = keys[:1]

    assert decrypt(sealed) == SECRETS


def test_what_the_first_key_sealed_stays_as_it_is(keys):
    sealed = encrypt(SECRETS)
    assert reencrypt(sealed) == sealed


def test_nothing_is_resealed_that_cannot_be_read(keys, settings):
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = []

    with pytest.raises(DecryptionFailed):
        reencrypt(sealed)


def test_a_key_that_is_gone_is_said_in_a_sentence(keys, settings):
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(DecryptionFailed, match="Connect the account again"):
        decrypt(sealed)


def test_without_keys_it_follows_from_the_secret_key_and_its_predecessors(settings):
    settings.CREDENTIAL_KEYS, settings.SECRET_KEY = [], "first"
    sealed = encrypt(SECRETS)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]

    assert decrypt(sealed) == SECRETS


def test_the_first_key_of_its_own_makes_nothing_unreadable(settings):
    settings.CREDENTIAL_KEYS = []
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]

    assert decrypt(sealed) == SECRETS
    assert decrypt(reencrypt(sealed)) == SECRETS


def test_after_resealing_the_secret_key_may_change(settings):
    settings.CREDENTIAL_KEYS = []
    sealed = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    sealed = reencrypt(sealed)
    settings.SECRET_KEY = "another"

    assert decrypt(sealed) == SECRETS
