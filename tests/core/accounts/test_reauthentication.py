"""Changes that would outlive a hijacked session require the password again"""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client

from core.models import QueuedJob, User
from tasks.calendars import trials
from tasks.calendars.feeds import add_password
from tasks.models import AppPassword, CalendarAccount, CalendarFeed
from tests.conftest import reauthenticated_client

PASSWORD = "a good long password"
CONFIRM = "/accounts/reauthenticate/"
SHARING = "/settings/calendars/sharing/"
CALDAV = "/settings/calendars/caldav/"
SERVER = {"address": "https://cloud.example.org/", "username": "alice", "password": "hunter2"}
DOORS = [
    (f"{SHARING}feeds/", {"name": "Phone", "content": "everything"}),
    (f"{SHARING}passwords/", {"name": "Phone"}),
    (CALDAV, SERVER),
    ("/settings/calendars/subscribe/", {"address": "https://example.org/secret.ics"}),
    ("/accounts/email/", {"email": "thief@example.org", "action_add": ""}),
    ("/accounts/email/", {"email": "second@example.org", "action_primary": ""}),
    ("/accounts/email/", {"email": "second@example.org", "action_remove": ""}),
]
PAGES = ["/settings/calendars/google/", "/settings/calendars/google/back/?code=1&state=2"]
PAGES += ["/settings/calendars/subscribe/", CALDAV]


@pytest.fixture
def borrowed(alice, settings) -> Client:
    """Alice's browser, left open; she has a second address."""
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "whendoist", "secret"
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True)
    EmailAddress.objects.create(user=alice, email="second@example.org")
    client = Client()
    client.force_login(alice)
    return client


def state() -> tuple:
    """Return all rows that grant access, and the jobs that try a calendar before it does."""
    return (
        QueuedJob.objects.count(),
        AppPassword.objects.count(),
        CalendarFeed.objects.count(),
        CalendarAccount.objects.count(),
        *User.objects.values_list("email", flat=True),
        *EmailAddress.objects.order_by("email").values_list("email", "primary"),
    )


@pytest.mark.parametrize(("path", "body"), DOORS)
def test_access_change_requires_the_password(borrowed, path, body):
    before = state()
    assert borrowed.post(path, body).url.startswith(CONFIRM)
    assert borrowed.post(CONFIRM, {"password": "wrong"}).status_code == 200
    assert state() == before

    borrowed.post(CONFIRM + f"?next={path}", {"password": PASSWORD})
    assert state() != before


@pytest.mark.parametrize("path", PAGES)
def test_connect_page_opens_after_reauthentication(borrowed, path):
    assert borrowed.get(path).url == CONFIRM
    assert "confirm that it&#x27;s you" in borrowed.get(CONFIRM).text
    assert borrowed.post(CONFIRM, {"password": PASSWORD}).url == path


def test_suspended_request_is_stored_encrypted(borrowed, alice):
    borrowed.post(CALDAV, SERVER)
    stored = [session.get_decoded() for session in Session.objects.all()]
    assert "hunter2" not in str(stored)

    page = borrowed.post(CONFIRM, {"password": PASSWORD}).url
    assert trials.get(alice, page.split("/")[-2]).credentials == SERVER


def test_suspended_form_with_an_error_is_shown_with_its_values(borrowed):
    borrowed.post(CALDAV, SERVER | {"password": ""})
    page = borrowed.post(CONFIRM, {"password": PASSWORD}).text
    assert "Enter your password for this server." in page
    assert "https://cloud.example.org/" in page
    assert f'action="{CALDAV}"' in page


def test_reauthentication_is_valid_for_five_minutes(alice, clock):
    client = reauthenticated_client(alice)
    for minutes, status in ((4, 200), (2, 302)):
        clock.shift(timedelta(minutes=minutes))
        assert client.post(f"{SHARING}passwords/", {"name": "Phone"}).status_code == status
    assert AppPassword.objects.count() == 1


def test_suspended_request_expires(borrowed, clock):
    borrowed.post(f"{SHARING}passwords/", {"name": "Thief"})
    clock.shift(timedelta(minutes=11))
    answer = borrowed.post(CONFIRM, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[0][0] == "/"
    assert not AppPassword.objects.exists()


def test_suspended_request_is_dropped_by_a_new_one(borrowed):
    borrowed.post(f"{SHARING}passwords/", {"name": "Thief"})
    borrowed.get(CALDAV)
    assert borrowed.post(CONFIRM, {"password": PASSWORD}).url == CALDAV
    assert not AppPassword.objects.exists()


def test_reauthentication_rejects_the_password_of_another_user(borrowed, bob):
    bob.set_password("bobs own good password")
    bob.save()
    borrowed.post(f"{SHARING}passwords/", {"name": "Phone"})
    borrowed.post(CONFIRM, {"password": "bobs own good password"})
    assert not AppPassword.objects.exists()


def test_reauthentication_is_rate_limited(borrowed, settings):
    answers = [borrowed.post(CONFIRM, {"password": f"guess {n}"}).status_code for n in range(11)]
    assert answers[-1] == 429


def test_revoking_access_requires_no_password(borrowed, alice):
    add_password(alice, "Phone")
    borrowed.post(f"{SHARING}passwords/{AppPassword.objects.get().pk}/")
    assert not AppPassword.objects.exists()


def test_reauthentication_redirects_anonymous_users_to_sign_in(db):
    for path, body in DOORS:
        assert Client().post(path, body).url.startswith("/accounts/login/")
