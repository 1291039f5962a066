"""/dav/: what a request brings to sign in with, and how often it may be wrong"""

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
def wrong(alice):
    return Dav(alice, "not-the-secret")


@pytest.fixture
def refused(wrong):
    """After ten wrong app passwords."""
    answers = {wrong("PROPFIND", "").status_code for _ in range(10)}
    assert answers == {401}
    return wrong


@pytest.mark.parametrize(
    "credentials",
    [
        *("Basic", "Basic ", "Basic !!!", "Basic //8=", "Basic ü", "Bearer abc", "Digest a=b"),
        f"Basic {base64.b64encode(b'nocolon').decode()}",
        f"Basic {base64.b64encode(bytes(3) + b':secret').decode()}",
    ],
)
def test_what_is_no_password_is_asked_for_one(db, credentials):
    answer = Client(headers={"Authorization": credentials}).generic("PROPFIND", "/dav/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="Whendoist"'


@pytest.mark.parametrize("method", ["PROPFIND", "GET", "PUT"])
def test_after_ten_wrong_passwords_it_answers_429_with_a_sentence(refused, method):
    answer = refused(method, "tasks/")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "Wait a few minutes" in answer.content.decode()


def test_wrong_passwords_count_with_every_method(wrong):
    answers = [wrong("GET", "tasks/1.ics").status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]


def test_then_the_right_one_does_not_help_either(alice, refused):
    assert Dav(alice, give_password(alice))("PROPFIND", "").status_code == 429


def test_the_limit_is_over_after_a_minute(alice, refused, clock):
    clock.shift(61)
    assert Dav(alice, give_password(alice))("PROPFIND", "").status_code == 207


def test_it_holds_for_one_address_of_the_network(alice, refused):
    elsewhere = Dav(alice, give_password(alice))
    elsewhere.client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert elsewhere("PROPFIND", "").status_code == 207


def test_a_phone_with_a_revoked_password_locks_nobody_else_out(bob, refused):
    assert Dav(bob, give_password(bob))("PROPFIND", "").status_code == 207


def test_one_address_may_be_wrong_hundred_times_a_minute_for_all_accounts(alice, bob):
    strangers = [Dav(alice, "wrong") for _ in range(11)]
    for n, stranger in enumerate(strangers):
        stranger.client.defaults["HTTP_AUTHORIZATION"] = basic(f"p{n}@example.org:wrong")
    answers = [stranger("PROPFIND", "").status_code for stranger in strangers for _ in range(10)]
    assert answers == [401] * 100 + [429] * 10


def test_the_account_is_one_however_it_is_written(alice, refused):
    shouted = Dav(alice, "wrong")
    shouted.client.defaults["HTTP_AUTHORIZATION"] = basic(" ALICE@example.org:wrong")
    assert shouted("PROPFIND", "").status_code == 429


def test_it_locks_nobody_out_of_the_page(alice, refused):
    browser = Client()
    browser.post("/accounts/login/", {"login": alice.email, "password": "a good long password"})
    assert "_auth_user_id" in browser.session


def test_right_passwords_do_not_count(dav):
    assert {dav("PROPFIND", "").status_code for _ in range(15)} == {207}


def test_nor_do_requests_without_any(dav):
    answers = {Client().generic("PROPFIND", "/dav/").status_code for _ in range(15)}
    assert answers == {401}
    assert dav("PROPFIND", "").status_code == 207


def test_asking_costs_one_query_and_no_lock(dav):
    with CaptureQueriesContext(connection) as queries:
        dav("PROPFIND", "")
    of_cache = [query["sql"] for query in queries if "core_cache" in query["sql"]]
    assert len(of_cache) == 1
