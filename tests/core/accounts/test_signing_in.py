"""/accounts/login/ and /accounts/logout/"""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client

from core.models import User
from tests.core.ops.fresh import PRODUCTION, run

URL = "/accounts/login/"
PASSWORD = "a good long password"
RIGHT = {"login": "alice@example.org", "password": PASSWORD}
WRONG = {**RIGHT, "password": "something else"}
SIGN_IN = f"""
import django; django.setup()
from django.test import Client
print(Client(headers={{"Host": "localhost"}}).post("{URL}", {RIGHT}).status_code, end="")
"""


@pytest.fixture
def failed(alice) -> Client:
    """A browser that has just used up its attempts."""
    client = Client()
    for _ in range(5):
        assert client.post(URL, WRONG).status_code == 200
    return client


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in(client, alice):
    response = client.post(URL, RIGHT)
    assert (response.status_code, response.url) == (302, "/")
    assert signed_in(client)


def test_the_case_of_the_address_does_not_matter(client, alice):
    client.post(URL, {**RIGHT, "login": " Alice@EXAMPLE.org"})
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_person_read_the_same(client, alice):
    wrong = client.post(URL, WRONG).context["form"].errors
    unknown = client.post(URL, {**WRONG, "login": "nobody@example.org"}).context["form"].errors
    assert wrong == unknown
    assert not signed_in(client)


def test_somebody_who_may_not_sign_in_is_told(client, alice):
    alice.is_active = False
    alice.save()
    assert client.post(URL, RIGHT, follow=True).status_code == 200
    assert not signed_in(client)


def test_after_the_fifth_failure_it_answers_429_with_a_sentence(failed):
    response = failed.post(URL, WRONG)
    assert response.status_code == 429
    assert "Too many failed attempts to sign in. Wait a few minutes and try again" in response.text
    assert response["Retry-After"] == "300"


def test_then_the_right_password_does_not_help_either(failed):
    assert failed.post(URL, RIGHT).status_code == 429
    assert not signed_in(failed)


def test_the_limit_holds_for_every_browser_and_case(failed):
    assert Client().post(URL, {**WRONG, "login": "ALICE@example.org"}).status_code == 429


def test_the_limit_holds_whatever_address_a_client_claims(failed):
    claimed = {"X-Forwarded-For": "203.0.113.7"}
    assert Client(headers=claimed).post(URL, WRONG).status_code == 429


def test_the_limit_is_over_after_five_minutes(failed, clock):
    clock.shift(301)
    failed.post(URL, RIGHT)
    assert signed_in(failed)


def test_other_people_still_get_in(failed, bob):
    browser = Client()
    browser.post(URL, {"login": bob.email, "password": PASSWORD})
    assert signed_in(browser)


def test_one_place_may_not_try_many_people(client, alice):
    answers = [
        client.post(URL, {**WRONG, "login": f"p{n}@example.org"}).status_code for n in range(11)
    ]
    assert answers == [200] * 10 + [429]


@pytest.mark.django_db(transaction=True)
def test_a_second_process_counts_on():
    User.objects.create_user("alice@example.org", PASSWORD)
    for _ in range(5):
        Client(headers={"Host": "localhost"}).post(URL, WRONG)
    url = "postgres://{user}@/{dbname}?host={host}".format(**connection.get_connection_params())
    env = PRODUCTION | {"DATABASE_URL": url, "ALLOWED_HOSTS": "localhost", "HTTPS": "0"}
    assert run("-c", SIGN_IN, **env).stdout == "429"


def test_a_flood_of_keys_does_not_wash_a_limit_away(failed):
    cache = caches["default"]
    for n in range(400):  # Django would keep 300
        cache.set(f"flood{n}", n)
    assert failed.post(URL, WRONG).status_code == 429


def test_a_new_session_begins_at_sign_in(client, alice):
    client.get(URL)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post(URL, RIGHT)
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(pk=planted).exists()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(client, alice, to):
    assert client.post(f"{URL}?next={to}", {**RIGHT, "next": to}).url == "/"


def test_signing_out_ends_the_session(client, alice):
    client.force_login(alice)
    assert client.post("/accounts/logout/").status_code == 302
    assert not Session.objects.exists()


def test_a_link_does_not_sign_out(client, alice):
    client.force_login(alice)
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)


def test_the_admin_is_entered_by_the_same_limited_door(failed):
    response = failed.get("/admin/login/?next=/admin/")
    assert response.url == "/accounts/login/?next=%2Fadmin%2F"
    assert failed.post("/admin/login/", {"username": "alice@example.org"}).status_code == 302


def test_the_admin_has_no_sign_in_of_its_own(client, alice):
    alice.is_staff = True
    alice.save()
    answer = client.post("/admin/login/", {"username": alice.email, "password": PASSWORD})
    assert answer.url.startswith("/accounts/login/")
    assert not signed_in(client)


def test_a_cookie_that_is_no_text_is_nobodys(client, db):
    answer = client.get("/api/v1/me", headers={"Cookie": 'sessionid="abcdefgh\\000zzzz"'})

    assert answer.status_code == 401
