"""/accounts/signup/"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client

from core.forms import SignupForm
from core.models import Preferences, User

URL = "/accounts/signup/"
PASSWORD = "a good long password"
CAROL = {"email": "carol@example.org", "password1": PASSWORD}

pytestmark = pytest.mark.django_db


def zone_of(email: str) -> str:
    return Preferences.objects.get(user__email=email).time_zone


def errors_of(response) -> str:
    assert response.status_code == 200
    errors = response.context["form"].errors
    return " ".join(sentence for sentences in errors.values() for sentence in sentences)


def test_errors_stand_below_their_own_field(client):
    page = client.post(URL, {"email": "carol@example.org", "password1": "123"}).content.decode()
    places = [page.index(part) for part in ('for="id_password1"', '<input type="password"')]
    errors = page.index("id_password1_error", page.index('<ul class="errorlist"'))
    assert places[0] < places[1] < errors


def test_sign_up_creates_a_user_with_preferences_and_signs_in(client):
    assert client.post(URL, CAROL).status_code == 302
    carol = User.objects.get(email="carol@example.org")
    assert carol.check_password(PASSWORD)
    assert zone_of("carol@example.org") == "UTC"
    assert client.session["_auth_user_id"] == str(carol.pk)


def test_sign_up_uses_the_time_zone_of_the_browser(client):
    client.post(URL, {**CAROL, "time_zone": "America/New_York"})
    assert zone_of("carol@example.org") == "America/New_York"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x" * 10_000, ""])
def test_sign_up_replaces_an_unknown_time_zone_by_utc(client, zone):
    assert client.post(URL, {**CAROL, "time_zone": zone}).status_code == 302
    assert zone_of("carol@example.org") == "UTC"


def test_sign_up_form_has_a_hidden_time_zone_field(client):
    assert '<input type="hidden" name="time_zone" id="id_time_zone">' in client.get(URL).text


def test_sign_up_stores_the_address_in_lower_case(client):
    client.post(URL, {**CAROL, "email": "Carol@Example.ORG"})
    assert User.objects.get().email == EmailAddress.objects.get().email == "carol@example.org"


@pytest.mark.parametrize("email", ["alice@example.org", "ALICE@example.org"])
def test_sign_up_rejects_an_address_in_use_in_any_case(client, alice, email):
    refusal = errors_of(client.post(URL, {**CAROL, "email": email}))
    assert "Another account uses this address" in refusal
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "password", ["short", "password", "12345678901", "carol@example.org", "carol@example"]
)
def test_sign_up_rejects_a_weak_password(client, password):
    assert errors_of(client.post(URL, {**CAROL, "password1": password}))
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "carol", "carol@", "ca\0rol@example.org", "c" * 250 + "@x.org"]
)
def test_sign_up_rejects_an_invalid_address(client, email):
    assert errors_of(client.post(URL, {**CAROL, "email": email}))


def test_sign_up_does_not_reveal_accounts_when_verification_is_mandatory(
    client, alice, settings, mailoutbox
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    known = client.post(URL, {**CAROL, "email": alice.email})
    unknown = Client().post(URL, CAROL)
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [mail.to for mail in mailoutbox] == [[alice.email], ["carol@example.org"]]


def test_sign_up_is_rate_limited_per_address(client):
    answers = [client.post(URL, {**CAROL, "email": "not one"}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


@pytest.mark.django_db(transaction=True)
def test_concurrent_sign_ups_with_one_address_create_one_account(monkeypatch):
    together, save = Barrier(2), SignupForm.save

    def save_together(*args):
        together.wait(timeout=10)  # both have seen that the address is free
        return save(*args)

    def sign_up(email):
        try:
            return Client(raise_request_exception=False).post(URL, {**CAROL, "email": email})
        finally:
            connections.close_all()

    monkeypatch.setattr(SignupForm, "save", save_together)
    with ThreadPoolExecutor(2) as tabs:
        answers = list(tabs.map(sign_up, ["carol@example.org", "Carol@Example.org"]))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert "already uses this e-mail address" in max(answers, key=lambda a: a.status_code).text
    assert User.objects.count() == EmailAddress.objects.count() == 1
