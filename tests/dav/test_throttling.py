"""/dav/: app passwords, and the limit on wrong ones"""

from __future__ import annotations

import base64

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.dav.conftest import Dav, give_password


def basic(credentials: str) -> str:
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"


@pytest.fixture
def wrong_client(alice):
    return Dav(alice, "not-the-secret")


@pytest.fixture
def limited_client(wrong_client):
    """Return a client that has sent ten wrong app passwords."""
    statuses = {wrong_client("PROPFIND", "").status_code for _ in range(10)}
    assert statuses == {401}
    return wrong_client


@pytest.mark.parametrize(
    "credentials",
    [
        *("Basic", "Basic ", "Basic !!!", "Basic //8=", "Basic ü", "Bearer abc", "Digest a=b"),
        f"Basic {base64.b64encode(b'nocolon').decode()}",
        f"Basic {base64.b64encode(bytes(3) + b':secret').decode()}",
    ],
)
def test_request_without_valid_basic_credentials_returns_401(db, credentials):
    response = Client(headers={"Authorization": credentials}).generic("PROPFIND", "/dav/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Basic realm="Whendoist"'


@pytest.mark.parametrize("method", ["PROPFIND", "GET", "PUT"])
def test_eleventh_wrong_password_returns_429_with_an_explanation(limited_client, method):
    response = limited_client(method, "tasks/")
    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert "wait a few minutes" in response.content.decode()


def test_wrong_passwords_count_for_every_method(wrong_client):
    statuses = [wrong_client("GET", "tasks/1.ics").status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]


def test_correct_password_is_rejected_while_the_limit_is_reached(alice, limited_client):
    assert Dav(alice, give_password(alice))("PROPFIND", "").status_code == 429


def test_limit_of_wrong_passwords_resets_after_a_minute(alice, limited_client, clock):
    clock.shift(61)
    assert Dav(alice, give_password(alice))("PROPFIND", "").status_code == 207


def test_limit_does_not_apply_to_another_network_address(alice, limited_client):
    other_address = Dav(alice, give_password(alice))
    other_address.client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert other_address("PROPFIND", "").status_code == 207


def test_limit_of_one_account_does_not_apply_to_another_account(bob, limited_client):
    assert Dav(bob, give_password(bob))("PROPFIND", "").status_code == 207


def test_network_address_is_limited_to_100_wrong_passwords_across_accounts(alice, bob):
    clients = [Dav(alice, "wrong") for _ in range(11)]
    for n, client in enumerate(clients):
        client.client.defaults["HTTP_AUTHORIZATION"] = basic(f"p{n}@example.org:wrong")
    statuses = [client("PROPFIND", "").status_code for client in clients for _ in range(10)]
    assert statuses == [401] * 100 + [429] * 10


def test_limit_ignores_case_and_spaces_of_the_login(alice, limited_client):
    client = Dav(alice, "wrong")
    client.client.defaults["HTTP_AUTHORIZATION"] = basic(" ALICE@example.org:wrong")
    assert client("PROPFIND", "").status_code == 429


def test_limit_of_app_passwords_does_not_affect_sign_in(alice, limited_client):
    browser = Client()
    browser.post("/accounts/login/", {"login": alice.email, "password": "a good long password"})
    assert "_auth_user_id" in browser.session


def test_correct_passwords_do_not_count_towards_the_limit(dav):
    assert {dav("PROPFIND", "").status_code for _ in range(15)} == {207}


def test_requests_without_a_password_do_not_count_towards_the_limit(dav):
    statuses = {Client().generic("PROPFIND", "/dav/").status_code for _ in range(15)}
    assert statuses == {401}
    assert dav("PROPFIND", "").status_code == 207


def test_limit_check_takes_one_cache_query(dav):
    with CaptureQueriesContext(connection) as queries:
        dav("PROPFIND", "")
    cache_queries = [query["sql"] for query in queries if "core_cache" in query["sql"]]
    assert len(cache_queries) == 1
