"""The pages of an account: password, addresses, and mail that cannot be sent"""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from core.accounts import change_address
from core.models import User
from tests.conftest import reauthenticated_client

PASSWORD = "a good long password"
NEW = "another good password"
FOR_EVERYBODY = ["login", "signup", "inactive", "confirm-email", "confirm-email/nonsense"]
FOR_EVERYBODY += [f"password/reset{rest}" for rest in ("", "/done", "/key/done", "/key/1-x-y")]


@pytest.fixture
def client(alice) -> Client:
    return reauthenticated_client(alice)


def sign_in(email: str, password: str) -> bool:
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": password})
    return "_auth_user_id" in browser.session


@pytest.mark.parametrize("name", ["email", "password/change", "logout", "reauthenticate"])
def test_account_page_requires_sign_in(client, name):
    assert client.get(f"/accounts/{name}/").status_code == 200
    assert Client().get(f"/accounts/{name}/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_public_account_page_responds(name):
    assert Client().get(f"/accounts/{name}/", follow=True).status_code == 200


def test_password_change_replaces_the_password(client, alice):
    body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", body).status_code == 302
    assert sign_in(alice.email, NEW)
    assert not sign_in(alice.email, PASSWORD)


def test_password_change_ends_other_sessions(client, alice):
    elsewhere = Client()
    elsewhere.force_login(alice)
    body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", body)
    assert client.get("/accounts/email/").status_code == 200
    assert elsewhere.get("/accounts/email/").status_code == 302


@pytest.mark.parametrize(("old", "new"), [("wrong", NEW), (PASSWORD, "12345")])
def test_password_change_is_rejected_for_wrong_or_weak_passwords(client, alice, old, new):
    body = {"oldpassword": old, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", body).status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_password_reset_works_by_mail(alice, mailoutbox):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "ALICE@example.org"})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = browser.get(link).url
    answer = browser.post(form, {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert sign_in(alice.email, NEW)


def test_password_reset_mail_names_the_product(alice, mailoutbox):
    Client().post("/accounts/password/reset/", {"email": alice.email})
    (sent,) = mailoutbox
    assert sent.subject == "Reset your Whendoist password"
    assert "If you didn't ask for this, ignore this e-mail." in sent.body
    assert "Hello from" not in sent.body


def test_password_reset_offers_a_way_on_from_each_page(alice, mailoutbox):
    browser = Client()
    sent = browser.post("/accounts/password/reset/", {"email": alice.email}, follow=True)
    assert 'href="/accounts/password/reset/"' in sent.text
    bad_link = browser.get("/accounts/password/reset/key/1-bad-link/")
    assert "This link no longer works" in bad_link.text
    assert 'href="/accounts/password/reset/"' in bad_link.text


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
)
def test_account_forms_write_e_mail_like_the_other_pages(db, path):
    text = Client().get(path).text
    assert ">E-mail</label>" in text
    assert "Email" not in text


def test_password_reset_link_works_once(alice, mailoutbox):
    test_password_reset_works_by_mail(alice, mailoutbox)
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    assert "password1" not in Client().get(link, follow=True).text


def test_password_reset_does_not_reveal_accounts(alice):
    known = Client().post("/accounts/password/reset/", {"email": alice.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_password_reset_explains_an_unreachable_mail_server(alice, settings, email):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = Client().post("/accounts/password/reset/", {"email": email})
    assert response.status_code == 503
    assert "The e-mail could not be sent." in response.text


def test_added_address_can_become_the_login(client, alice):
    body = {"email": "alice@elsewhere.org"}
    client.post("/accounts/email/", {**body, "action_add": ""})
    client.post("/accounts/email/", {**body, "action_primary": ""})
    alice.refresh_from_db()
    assert alice.email == "alice@elsewhere.org"
    client.post("/accounts/email/", {"email": "alice@example.org", "action_remove": ""})
    assert sign_in("alice@elsewhere.org", PASSWORD)
    assert not sign_in("alice@example.org", PASSWORD)


def test_address_of_another_account_is_rejected(client, bob):
    response = client.post("/accounts/email/", {"email": "BOB@example.org", "action_add": ""})
    assert "Another account uses this address" in response.text
    assert not EmailAddress.objects.filter(email=bob.email).exists()


@pytest.mark.django_db(transaction=True)
def test_address_taken_concurrently_gets_a_conflict(client, alice, bob):
    EmailAddress.objects.create(user=alice, email=bob.email)
    response = client.post("/accounts/email/", {"email": bob.email, "action_primary": ""})
    assert response.status_code == 409
    assert "Another account already uses this e-mail address." in response.text
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


def test_change_address_removes_the_old_address(alice):
    sign_in(alice.email, PASSWORD)
    change_address(alice, " New@Example.org")
    assert EmailAddress.objects.get().email == User.objects.get().email == "new@example.org"
    assert not sign_in("alice@example.org", PASSWORD)
    assert sign_in("new@example.org", PASSWORD)


def test_change_address_is_idempotent(alice):
    for _ in range(2):
        change_address(alice, alice.email)
    assert EmailAddress.objects.get().primary
