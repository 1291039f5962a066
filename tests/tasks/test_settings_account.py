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


def test_account_page_links_to_every_account_action(client, alice):
    text = client.get(PAGE).text

    assert alice.email in text
    for address in ("/accounts/email/", "/accounts/password/change/", "/welcome/zone/", CLOSE):
        assert f'href="{address}"' in text


def test_close_account_deletes_the_user_when_address_and_password_match(client, alice, bob):
    body = {"email": " Alice@Example.org ", "password": PASSWORD}
    response = client.post(CLOSE, body, follow=True)

    assert "Your account is closed" in response.text
    assert list(User.objects.all()) == [bob]
    assert client.get(PAGE).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Type your e-mail address"),
        ("bob@example.org", "not the e-mail address of your account"),
    ],
)
def test_close_account_rejects_a_wrong_address(client, alice, bob, email, sentence):
    response = client.post(CLOSE, {"email": email, "password": PASSWORD})

    assert sentence in " ".join(response.context["form"].errors["email"])
    assert User.objects.count() == 2


@pytest.mark.parametrize("password", ["", "wrong"])
def test_close_account_asks_for_the_password_even_after_recent_reauthentication(alice, password):
    client = reauthenticated_client(alice)
    response = client.post(CLOSE, {"email": alice.email, "password": password})

    assert response.context["form"].errors.keys() == {"password"}
    assert User.objects.filter(pk=alice.pk).exists()


def test_close_account_limits_password_guesses(client, alice):
    body = {"email": alice.email, "password": "wrong"}

    assert [client.post(CLOSE, body).status_code for _ in range(11)][-1] == 429


def test_close_account_needs_no_password_when_the_user_has_none(client, alice):
    alice.set_unusable_password()
    alice.save()
    client.force_login(alice)
    client.post(CLOSE, {"email": alice.email})

    assert not User.objects.filter(pk=alice.pk).exists()


def test_password_change_offers_to_revoke_all_feeds_and_app_passwords(client, alice, bob):
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


def test_password_reset_offers_to_revoke_feeds_and_app_passwords(alice, mailoutbox):
    add_feed(alice, "Phone")
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": alice.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = browser.get(link).url

    assert browser.post(form, {"password1": NEW, "password2": NEW}).url == ACCESS
    assert "1 feed" in browser.get(ACCESS).text


def test_sign_in_leads_to_today_when_the_password_is_unchanged(alice):
    add_feed(alice, "Phone")
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

    assert answer.url == "/"


def test_password_change_skips_the_revoke_page_when_nothing_can_be_revoked(client, alice):
    body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = client.post("/accounts/password/change/", body, follow=True)

    assert page.redirect_chain[-1] == (PAGE, 302)
    assert "Password changed." in page.text


def test_close_page_deletes_nothing_when_opened(client, alice):
    assert alice.email in client.get(CLOSE).text

    assert User.objects.filter(pk=alice.pk).exists()
