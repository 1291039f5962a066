"""core.crypto: sealed with the first key, opened by any"""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from core.crypto import Unreadable, resealed, seal, unseal

SECRETS = {"refresh_token": "1//abc", "scopes": ["calendar.readonly"]}


@pytest.fixture
def keys(settings):
    """Two keys, as after a rotation: new and old."""
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode() for _ in range(2)]
    return settings.CREDENTIAL_KEYS


def test_what_is_sealed_is_opened_again(keys):
    assert unseal(seal(SECRETS)) == SECRETS


def test_it_says_nothing_of_what_is_inside(keys):
    assert "abc" not in seal(SECRETS)


def test_an_old_key_still_opens(keys, settings):
    settings.CREDENTIAL_KEYS = keys[1:]
    sealed = seal(SECRETS)
    settings.CREDENTIAL_KEYS = keys

    assert unseal(sealed) == SECRETS


def test_after_resealing_the_old_key_may_go(keys, settings):
    settings.CREDENTIAL_KEYS = keys[1:]
    sealed = seal(SECRETS)
    settings.CREDENTIAL_KEYS = keys
    sealed = resealed(sealed)
    settings.CREDENTIAL_KEYS = keys[:1]

    assert unseal(sealed) == SECRETS


def test_what_the_first_key_sealed_stays_as_it_is(keys):
    sealed = seal(SECRETS)
    assert resealed(sealed) == sealed


def test_nothing_is_resealed_that_cannot_be_read(keys, settings):
    sealed = seal(SECRETS)
    settings.CREDENTIAL_KEYS = []

    with pytest.raises(Unreadable):
        resealed(sealed)


def test_a_key_that_is_gone_is_said_in_a_sentence(keys, settings):
    sealed = seal(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(Unreadable, match="Connect the account again"):
        unseal(sealed)


def test_without_keys_it_follows_from_the_secret_key_and_its_predecessors(settings):
    settings.CREDENTIAL_KEYS, settings.SECRET_KEY = [], "first"
    sealed = seal(SECRETS)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]

    assert unseal(sealed) == SECRETS


def test_the_first_key_of_its_own_makes_nothing_unreadable(settings):
    settings.CREDENTIAL_KEYS = []
    sealed = seal(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]

    assert unseal(sealed) == SECRETS
    assert unseal(resealed(sealed)) == SECRETS


def test_after_resealing_the_secret_key_may_change(settings):
    settings.CREDENTIAL_KEYS = []
    sealed = seal(SECRETS)
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    sealed = resealed(sealed)
    settings.SECRET_KEY = "another"

    assert unseal(sealed) == SECRETS
