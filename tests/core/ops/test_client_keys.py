"""Whose request it is: a person's when a response has confirmed it, else its address's."""

from __future__ import annotations

import pytest
from django.test import Client

from core.ops import client_keys
from core.ops.client_keys import MAX_CREDENTIALS, client_key, forget, remember


@pytest.fixture(autouse=True)
def nobody_known():
    client_keys._people.clear()


def scope(*headers: tuple[str, str], client: str = "10.0.0.1") -> dict:
    pairs = [(name.encode(), value.encode()) for name, value in headers]
    return {"type": "http", "client": (client, 1), "headers": pairs}


def test_strangers_are_told_apart_by_address():
    assert client_key(scope()) == client_key(scope(("accept", "*/*")))
    assert client_key(scope()) != client_key(scope(client="10.0.0.2"))


@pytest.mark.parametrize("name", ["cookie", "authorization"])
def test_a_made_up_credential_belongs_to_its_address(name):
    made_up = [scope((name, f"sessionid={n}")) for n in range(3)]

    assert {client_key(each) for each in made_up} == {"address 10.0.0.1"}


def test_confirmed_credentials_of_a_person_share_a_queue_wherever_they_are():
    phone, laptop = scope(("cookie", "sessionid=phone")), scope(("cookie", "a=b; sessionid=laptop"))
    program = scope(("authorization", "Bearer program"), client="10.0.0.2")
    for credential in ("phone", "laptop", "Bearer program"):
        remember(credential, "1")

    assert {client_key(each) for each in (phone, laptop, program)} == {"person 1"}


def test_a_made_up_cookie_hides_no_confirmed_password():
    remember("Basic of-alice", "1")
    both = scope(("cookie", "sessionid=made-up"), ("authorization", "Basic of-alice"))

    assert client_key(both) == "person 1"


def test_a_credential_that_is_no_longer_confirmed_belongs_to_its_address():
    remember("revoked", "1")
    forget("revoked")

    assert client_key(scope(("cookie", "sessionid=revoked"))) == "address 10.0.0.1"


def test_many_confirmed_credentials_push_out_the_one_confirmed_longest_ago():
    for credential in ("old", "recent", *map(str, range(MAX_CREDENTIALS - 2))):
        remember(credential, "1")
    remember("old", "1")
    remember("one more", "1")

    assert client_key(scope(("cookie", "sessionid=old"))) == "person 1"
    assert client_key(scope(("cookie", "sessionid=recent"))) == "address 10.0.0.1"


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "9.9.9.9"), (2, "8.8.8.8")])
def test_only_our_own_proxies_say_who_a_stranger_is(settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    forwarded = scope(("x-forwarded-for", "1.1.1.1, 8.8.8.8, 9.9.9.9"))

    assert client_key(forwarded) == f"address {address}"


def test_the_line_that_a_proxy_adds_counts_when_a_client_sends_one_of_its_own(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    made_up = [
        scope(("x-forwarded-for", f"1.1.1.{n}"), ("x-forwarded-for", "9.9.9.9")) for n in range(3)
    ]

    assert {client_key(each) for each in made_up} == {"address 9.9.9.9"}


def test_a_household_is_one_address_however_many_it_has():
    own = [scope(client=f"2001:db8:1:2:{n:x}::{n:x}") for n in range(1, 4)]

    assert {client_key(each) for each in own} == {"address 2001:db8:1:2::"}
    assert client_key(scope(client="2001:db8:1:3::1")) == "address 2001:db8:1:3::"
    assert client_key(scope(client="::ffff:10.0.0.1")) == "address 10.0.0.1"


def test_a_session_is_its_persons_from_the_first_response_until_it_ends(alice):
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
