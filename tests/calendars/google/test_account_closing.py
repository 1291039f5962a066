"""Closing an account revokes Google's access and deletes the calendar of blocks"""

from __future__ import annotations

from datetime import time

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from core.accounts import close_account
from core.models import User
from core.queue import MAX_TRIES
from tasks.calendars.base import CalendarError
from tasks.calendars.google.consent import READ, WRITE
from tasks.jobs import disconnect_closed
from tasks.models import CalendarAccount
from tests.calendars.google.conftest import sync_account
from tests.conftest import NOW, run_jobs

CLOSE = "/settings/account/close/"
TYPED = {"email": "alice@example.org", "password": "a good long password"}


@pytest.fixture
def account_with_blocks(client, authorize_google, make_task) -> CalendarAccount:
    """Alice's account at Google, with a calendar of her blocks."""
    make_task("Write", scheduled_date=NOW.date(), scheduled_time=time(9))
    authorize_google((*READ, WRITE), query="?blocks=1")
    account = sync_account()
    OrmQ.objects.all().delete()
    return account


def test_account_closing_deletes_the_calendar_of_blocks_and_revokes_access(
    client, google, account_with_blocks, mailoutbox
):
    assert (len(google.calendars), len(google.grants)) == (2, 1)
    client.post(CLOSE, TYPED)
    run_jobs()

    assert list(google.calendars) == ["work"]
    assert google.grants == {}
    assert "your blocks are being removed from them" in mailoutbox[-1].body


def test_account_closing_closes_the_channels(client, google, settings, account_with_blocks):
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["plan.example.org", "testserver"]
    settings.SECURE_SSL_REDIRECT = False
    sync_account()
    assert len(google.channels) == 2
    client.post(CLOSE, TYPED)
    run_jobs()
    assert google.channels == {}


@pytest.mark.parametrize("where", ["revoke", "calendars", "token"])
def test_account_closing_retries_the_disconnect_when_google_is_unavailable(
    client, google, account_with_blocks, where, clock
):
    clock.shift(7200)  # the access token has expired
    google.inject_fault(where, 503)
    client.post("/accounts/reauthenticate/", {"password": TYPED["password"]})
    client.post(CLOSE, TYPED)
    run_jobs()
    assert not User.objects.filter(email=TYPED["email"]).exists()
    assert len(google.grants) == 1

    assert OrmQ.objects.get().lock > timezone.now()
    run_jobs()
    assert (list(google.calendars), google.grants) == (["work"], {})
    assert not OrmQ.objects.exists()


def test_account_closing_does_not_retry_when_google_revoked_access(
    client, google, account_with_blocks
):
    google.grants.clear()
    client.post(CLOSE, TYPED)
    run_jobs()
    assert not OrmQ.objects.exists()


def test_disconnect_of_a_closed_account_fails_after_a_day(alice, google, account_with_blocks):
    close_account(alice)
    job = next(job.task for job in OrmQ.objects.all() if "disconnect_closed" in job.task["args"][0])
    google.inject_fault("revoke", 503)
    with pytest.raises(CalendarError):
        disconnect_closed(job["args"][1], MAX_TRIES)


def test_account_closing_keeps_the_access_of_another_user(bob, alice, google, account_with_blocks):
    close_account(bob)
    run_jobs()
    assert (len(google.calendars), len(google.grants)) == (2, 1)


def test_account_closing_enqueues_credentials_encrypted(alice, google, account_with_blocks):
    token = next(iter(google.grants))
    close_account(alice)
    assert token not in str([job.task for job in OrmQ.objects.all()])
