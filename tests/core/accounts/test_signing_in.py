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


def test_sign_in_accepts_the_right_password(client, alice):
    response = client.post(URL, RIGHT)
    assert (response.status_code, response.url) == (302, "/")
    assert signed_in(client)


def test_sign_in_ignores_the_case_of_the_address(client, alice):
    client.post(URL, {**RIGHT, "login": " Alice@EXAMPLE.org"})
    assert signed_in(client)


def test_sign_in_does_not_reveal_accounts(client, alice):
    wrong = client.post(URL, WRONG).context["form"].errors
    unknown = client.post(URL, {**WRONG, "login": "nobody@example.org"}).context["form"].errors
    assert wrong == unknown
    assert not signed_in(client)


def test_sign_in_rejects_an_inactive_user(client, alice):
    alice.is_active = False
    alice.save()
    assert client.post(URL, RIGHT, follow=True).status_code == 200
    assert not signed_in(client)


def test_sign_in_answers_429_after_five_failures(failed):
    response = failed.post(URL, WRONG)
    assert response.status_code == 429
    assert "Too many failed attempts to sign in. Wait a few minutes and try again" in response.text
    assert response["Retry-After"] == "300"


def test_rate_limited_sign_in_rejects_the_right_password(failed):
    assert failed.post(URL, RIGHT).status_code == 429
    assert not signed_in(failed)


def test_sign_in_limit_applies_to_all_browsers_and_cases(failed):
    assert Client().post(URL, {**WRONG, "login": "ALICE@example.org"}).status_code == 429


def test_sign_in_limit_ignores_forged_forwarded_addresses(failed):
    claimed = {"X-Forwarded-For": "203.0.113.7"}
    assert Client(headers=claimed).post(URL, WRONG).status_code == 429


def test_sign_in_limit_ends_after_five_minutes(failed, clock):
    clock.shift(301)
    failed.post(URL, RIGHT)
    assert signed_in(failed)


def test_sign_in_limit_does_not_affect_other_users(failed, bob):
    browser = Client()
    browser.post(URL, {"login": bob.email, "password": PASSWORD})
    assert signed_in(browser)


def test_sign_in_is_rate_limited_per_address(client, alice):
    answers = [
        client.post(URL, {**WRONG, "login": f"p{n}@example.org"}).status_code for n in range(11)
    ]
    assert answers == [200] * 10 + [429]


@pytest.mark.django_db(transaction=True)
def test_sign_in_limit_is_shared_between_processes():
    User.objects.create_user("alice@example.org", PASSWORD)
    for _ in range(5):
        Client(headers={"Host": "localhost"}).post(URL, WRONG)
    url = "postgres://{user}@/{dbname}?host={host}".format(**connection.get_connection_params())
    env = PRODUCTION | {"DATABASE_URL": url, "ALLOWED_HOSTS": "localhost", "HTTPS": "0"}
    assert run("-c", SIGN_IN, **env).stdout == "429"


def test_sign_in_limit_survives_a_flood_of_cache_keys(failed):
    cache = caches["default"]
    for n in range(400):  # Django would keep 300
        cache.set(f"flood{n}", n)
    assert failed.post(URL, WRONG).status_code == 429


def test_sign_in_starts_a_new_session(client, alice):
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
def test_sign_in_ignores_external_redirects(client, alice, to):
    assert client.post(f"{URL}?next={to}", {**RIGHT, "next": to}).url == "/"


def test_sign_out_ends_the_session(client, alice):
    client.force_login(alice)
    assert client.post("/accounts/logout/").status_code == 302
    assert not Session.objects.exists()


def test_sign_out_requires_post(client, alice):
    client.force_login(alice)
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)


def test_admin_sign_in_redirects_to_the_account_page(failed):
    response = failed.get("/admin/login/?next=/admin/")
    assert response.url == "/accounts/login/?next=%2Fadmin%2F"
    assert failed.post("/admin/login/", {"username": "alice@example.org"}).status_code == 302


def test_admin_sign_in_form_is_disabled(client, alice):
    alice.is_staff = True
    alice.save()
    answer = client.post("/admin/login/", {"username": alice.email, "password": PASSWORD})
    assert answer.url.startswith("/accounts/login/")
    assert not signed_in(client)


def test_session_cookie_with_invalid_text_is_anonymous(client, db):
    answer = client.get("/api/v1/me", headers={"Cookie": 'sessionid="abcdefgh\\000zzzz"'})

    assert answer.status_code == 401


def test_service_worker_learns_that_a_deactivated_person_is_not_signed_in(client, alice):
    client.force_login(alice)
    assert client.get("/")["X-Owner"] == str(alice.pk)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    for path in ("/", "/api/v1/planner", "/accounts/login/"):
        assert client.get(path)["X-Owner"] == "none"
