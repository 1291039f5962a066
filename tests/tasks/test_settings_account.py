"""/settings/account/"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from core.models import User
from tasks.calendars.feeds import add_feed, add_password
from tasks.models import AppPassword, CalendarFeed
from tests.conftest import reauthenticated_client

PAGE = "/settings/account/"
CLOSE, ACCESS = f"{PAGE}close/", f"{PAGE}access/"
PASSWORD, NEW = "a good long password", "another good password"


def test_it_leads_to_what_a_person_can_do_with_their_account(client, alice):
    text = client.get(PAGE).text

    assert alice.email in text
    for address in ("/accounts/email/", "/accounts/password/change/", "/welcome/zone/", CLOSE):
        assert f'href="{address}"' in text


def test_an_account_is_closed_once_its_address_and_password_are_typed(client, alice, bob):
    body = {"email": " Alice@Example.org ", "password": PASSWORD}
    response = client.post(CLOSE, body, follow=True)

    assert "Your account is closed" in response.text
    assert list(User.objects.all()) == [bob]
    assert client.get(PAGE).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Type your e-mail address"), ("bob@example.org", "not the address of this account")],
)
def test_a_slip_closes_nothing(client, alice, bob, typed, sentence):
    response = client.post(CLOSE, {"email": typed, "password": PASSWORD})

    assert sentence in " ".join(response.context["form"].errors["email"])
    assert User.objects.count() == 2


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_borrowed_session_closes_nothing_without_the_password(alice, password):
    client = reauthenticated_client(
        alice
    )  # the password is typed here, however lately it was elsewhere
    response = client.post(CLOSE, {"email": alice.email, "password": password})

    assert response.context["form"].errors.keys() == {"password"}
    assert User.objects.filter(pk=alice.pk).exists()


def test_guessing_the_password_is_limited(client, alice):
    body = {"email": alice.email, "password": "wrong"}

    assert [client.post(CLOSE, body).status_code for _ in range(11)][-1] == 429


def test_who_has_no_password_closes_without_one(client, alice):
    alice.set_unusable_password()
    alice.save()
    client.force_login(alice)
    client.post(CLOSE, {"email": alice.email})

    assert not User.objects.filter(pk=alice.pk).exists()


def test_after_a_new_password_all_feeds_and_app_passwords_are_revoked_by_one_button(
    client, alice, bob
):
    for user in (alice, bob):
        add_feed(user, "Phone")
        add_password(user, "Laptop")
    body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = client.post("/accounts/password/change/", body, follow=True)
    assert page.redirect_chain == [(ACCESS, 302)]
    assert "1 feed, 1 app password" in page.text

    assert client.post(ACCESS).url == PAGE
    assert not CalendarFeed.objects.for_user(alice).exists()
    assert not AppPassword.objects.for_user(alice).exists()
    assert (CalendarFeed.objects.count(), AppPassword.objects.count()) == (1, 1)


def test_a_reset_password_leads_there_too(alice, mailoutbox):
    add_feed(alice, "Phone")
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": alice.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = browser.get(link).url

    assert browser.post(form, {"password1": NEW, "password2": NEW}).url == ACCESS
    assert "1 feed" in browser.get(ACCESS).text


def test_an_ordinary_sign_in_leads_to_the_day(alice):
    add_feed(alice, "Phone")
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

    assert answer.url == "/"


def test_with_nothing_to_revoke_nothing_is_offered(client, alice):
    body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = client.post("/accounts/password/change/", body, follow=True)

    assert page.redirect_chain[-1] == (PAGE, 302)
    assert "Password successfully changed." in page.text


def test_asking_is_not_closing(client, alice):
    assert alice.email in client.get(CLOSE).text

    assert User.objects.filter(pk=alice.pk).exists()
