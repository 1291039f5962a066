"""Client keys: the user once a response has confirmed it, otherwise the network address."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from core.ops import client_keys
from core.ops.client_keys import MAX_CREDENTIALS, client_key, forget, remember


@pytest.fixture(autouse=True)
def forget_all_clients():
    client_keys._people.clear()


def scope(*headers: tuple[str, str], client: str = "10.0.0.1") -> dict:
    pairs = [(name.encode(), value.encode()) for name, value in headers]
    return {"type": "http", "client": (client, 1), "headers": pairs}


def test_client_key_of_a_stranger_is_the_network_address():
    assert client_key(scope()) == client_key(scope(("accept", "*/*")))
    assert client_key(scope()) != client_key(scope(client="10.0.0.2"))


@pytest.mark.parametrize("name", ["cookie", "authorization"])
def test_client_key_of_a_fake_credential_is_the_network_address(name):
    made_up = [scope((name, f"sessionid={n}")) for n in range(3)]

    assert {client_key(request) for request in made_up} == {"address 10.0.0.1"}


def test_client_key_is_the_same_for_all_confirmed_credentials_of_a_user():
    phone, laptop = scope(("cookie", "sessionid=phone")), scope(("cookie", "a=b; sessionid=laptop"))
    program = scope(("authorization", "Bearer program"), client="10.0.0.2")
    for credential in ("phone", "laptop", "Bearer program"):
        remember(credential, "1")

    assert {client_key(request) for request in (phone, laptop, program)} == {"person 1"}


def test_client_key_uses_a_confirmed_password_despite_a_fake_cookie():
    remember("Basic of-alice", "1")
    both = scope(("cookie", "sessionid=made-up"), ("authorization", "Basic of-alice"))

    assert client_key(both) == "person 1"


def test_client_key_is_the_network_address_after_a_credential_is_forgotten():
    remember("revoked", "1")
    forget("revoked")

    assert client_key(scope(("cookie", "sessionid=revoked"))) == "address 10.0.0.1"


def test_client_keys_evict_the_credential_confirmed_longest_ago():
    for credential in ("old", "recent", *map(str, range(MAX_CREDENTIALS - 2))):
        remember(credential, "1")
    remember("old", "1")
    remember("one more", "1")

    assert client_key(scope(("cookie", "sessionid=old"))) == "person 1"
    assert client_key(scope(("cookie", "sessionid=recent"))) == "address 10.0.0.1"


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "9.9.9.9"), (2, "8.8.8.8")])
def test_client_key_trusts_only_our_own_proxies(settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    forwarded = scope(("x-forwarded-for", "1.1.1.1, 8.8.8.8, 9.9.9.9"))

    assert client_key(forwarded) == f"address {address}"


def test_client_key_uses_the_line_of_the_proxy_when_the_client_sends_its_own(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    scopes = [
        scope(("x-forwarded-for", f"1.1.1.{n}"), ("x-forwarded-for", "9.9.9.9")) for n in range(3)
    ]

    assert set(map(client_key, scopes)) == {"address 9.9.9.9"}


def test_client_key_groups_ipv6_addresses_by_64_bit_network():
    own = [scope(client=f"2001:db8:1:2:{n:x}::{n:x}") for n in range(1, 4)]

    assert {client_key(request) for request in own} == {"address 2001:db8:1:2::"}
    assert client_key(scope(client="2001:db8:1:3::1")) == "address 2001:db8:1:3::"
    assert client_key(scope(client="::ffff:10.0.0.1")) == "address 10.0.0.1"


def test_client_key_of_a_session_is_its_user_until_it_ends(alice):
    browser = Client()
    browser.force_login(alice)
    key = browser.cookies["sessionid"].value
    session = scope(("cookie", f"sessionid={key}"))
    assert client_key(session) == "address 10.0.0.1"

    browser.get("/")
    assert client_key(session) == f"person {alice.pk}"

    browser.session.flush()
    browser.get("/")
    assert client_key(session) == "address 10.0.0.1"


@pytest.fixture
def eager_threads():
    """Switch between threads as often as possible."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_credentials_stay_within_their_limit_when_threads_remember_at_once(
    monkeypatch, eager_threads
):
    monkeypatch.setattr(client_keys, "MAX_CREDENTIALS", 4)

    def remember_many(thread: int) -> None:
        for n in range(3_000):
            remember(f"{thread}-{n}", "1")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(remember_many, range(8)))
    assert len(client_keys._people) == 4
