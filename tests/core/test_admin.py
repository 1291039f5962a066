"""Users in the admin"""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import User
from tasks.editing import tasks
from tests.conftest import reauthenticated_client, run_jobs

LIST = "/admin/core/user/"
PASSWORD = "a good long password"
SAVED = {"email": "alice@example.org", "is_active": "on"}


def sign_in(email: str, password: str = PASSWORD) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": password})
    return browser


@pytest.fixture
def helper(bob) -> Client:
    """An admin who may only manage users."""
    bob.is_staff = True
    bob.save()
    bob.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    return reauthenticated_client(bob)


def test_createsuperuser_creates_an_admin_who_can_sign_in(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Root@Example.org", verbosity=0)
    assert sign_in("root@example.org").get("/admin/").status_code == 200


def test_admin_adds_a_user_who_can_sign_in(admin_client):
    body = {"email": "Carol@Example.org", "usable_password": "true"}
    body |= {"password1": PASSWORD, "password2": PASSWORD}
    assert admin_client.post(f"{LIST}add/", body).status_code == 302
    assert User.objects.get(email="carol@example.org").preferences.time_zone == "UTC"
    assert "_auth_user_id" in sign_in("carol@example.org").session


def test_admin_rejects_an_address_in_use(admin_client, alice):
    body = {"email": "ALICE@example.org", "usable_password": "false"}
    response = admin_client.post(f"{LIST}add/", body)
    assert "already exists" in str(response.context["adminform"].form.errors)


def test_admin_replaces_the_address_of_a_user(admin_client, alice):
    sign_in(alice.email)
    body = {**SAVED, "email": "New@example.org"}
    assert admin_client.post(f"{LIST}{alice.pk}/change/", body).status_code == 302
    assert "_auth_user_id" in sign_in("new@example.org").session
    assert "_auth_user_id" not in sign_in("alice@example.org").session
    assert EmailAddress.objects.filter(user=alice).get().email == "new@example.org"


@pytest.mark.parametrize("page", ["change", "password", "delete"])
def test_admin_requires_reauthentication_to_change_users(admin_user, alice, page):
    borrowed = Client()
    borrowed.force_login(admin_user)
    for ask in (borrowed.get, borrowed.post):
        assert ask(f"{LIST}{alice.pk}/{page}/").url == "/accounts/reauthenticate/"


def test_admin_password_change_is_mailed_to_the_user(admin_client, alice, mailoutbox):
    body = {"password1": PASSWORD[::-1], "password2": PASSWORD[::-1], "usable_password": "true"}
    admin_client.post(f"{LIST}{alice.pk}/password/", body)
    run_jobs()
    assert [mail.to for mail in mailoutbox] == [[alice.email]]
    assert "An administrator of this server set your password." in mailoutbox[0].body


def test_admin_shows_addresses_read_only(admin_client, alice):
    address = EmailAddress.objects.create(user=alice, email=alice.email)
    page = f"/admin/account/emailaddress/{address.pk}"
    admin_client.post(f"{page}/change/", {"email": "thief@example.org", "user": alice.pk})
    admin_client.post(f"{page}/delete/", {"post": "yes"})
    assert EmailAddress.objects.get().email == alice.email


def test_admin_lets_only_superusers_verify_addresses(admin_client, helper, alice):
    address = EmailAddress.objects.create(user=alice, email=alice.email)
    body = {"action": "make_verified", "_selected_action": address.pk}
    for client, verified in ((helper, False), (admin_client, True)):
        client.post("/admin/account/emailaddress/", body)
        address.refresh_from_db()
        assert address.verified == verified


def test_admin_delete_closes_the_account(admin_client, alice, make_task):
    tasks.complete(alice, make_task().pk)
    page = admin_client.get(f"{LIST}{alice.pk}/delete/").text
    assert "<li>Completions: 1</li>" in page
    assert "Water the plants" not in page

    assert admin_client.post(f"{LIST}{alice.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=alice.pk).exists()
    assert not LogEntry.objects.filter(object_repr=alice.email).exists()


def test_admin_delete_page_has_a_constant_query_count(admin_client, alice, make_task):
    make_task()
    with CaptureQueriesContext(connection) as few:
        admin_client.get(f"{LIST}{alice.pk}/delete/")
    for n in range(20):
        make_task(f"Task {n}")
    with CaptureQueriesContext(connection) as many:
        admin_client.get(f"{LIST}{alice.pk}/delete/")
    assert len(many) == len(few)


def test_admin_cannot_delete_their_own_account(admin_client, admin_user):
    response = admin_client.post(f"{LIST}{admin_user.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403
    assert User.objects.filter(pk=admin_user.pk).exists()


def test_admin_has_no_bulk_delete_for_users(admin_client, alice, bob):
    body = {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk], "post": "yes"}
    admin_client.post(LIST, body)
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2


def test_admin_cannot_grant_superuser_without_being_one(helper, alice, bob):
    for person in (alice, bob):
        body = {"email": person.email, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
        assert helper.post(f"{LIST}{person.pk}/change/", body).status_code == 302
        assert not User.objects.get(pk=person.pk).is_superuser


@pytest.mark.parametrize("page", ["change", "password", "delete"])
def test_admin_cannot_change_a_superuser(helper, admin_user, page):
    assert helper.post(f"{LIST}{admin_user.pk}/{page}/", {"post": "yes"}).status_code == 403


def test_admin_sees_only_permitted_models(helper):
    assert helper.get(LIST).status_code == 200
    assert helper.get("/admin/tasks/task/").status_code == 403


def test_admin_sets_the_password_of_a_user(admin_client, alice):
    new = "another good password"
    body = {"password1": new, "password2": new, "usable_password": "true"}
    assert admin_client.post(f"{LIST}{alice.pk}/password/", body).status_code == 302
    assert "_auth_user_id" in sign_in(alice.email, new).session
