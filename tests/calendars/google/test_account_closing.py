"""Closing an account gives Google's access back and removes the blocks there"""

from __future__ import annotations

from datetime import time

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from core.accounts import close_account
from core.models import User
from core.queue import MAX_TRIES
from tasks.calendars.base import Trouble
from tasks.calendars.google.consent import READ, WRITE
from tasks.jobs import disconnect_closed
from tasks.models import CalendarAccount
from tests.calendars.google.conftest import synced
from tests.conftest import NOW, run_jobs

CLOSE = "/settings/account/close/"
TYPED = {"email": "alice@example.org", "password": "a good long password"}


@pytest.fixture
def pushing(client, consented, make_task) -> CalendarAccount:
    """Alice’s account at Google, with a calendar of her blocks."""
    make_task("Write", scheduled_date=NOW.date(), scheduled_time=time(9))
    consented((*READ, WRITE), query="?blocks=1")
    account = synced()
    OrmQ.objects.all().delete()
    return account


def test_closing_deletes_our_calendar_there_and_revokes(client, google, pushing, mailoutbox):
    assert (len(google.calendars), len(google.grants)) == (2, 1)
    client.post(CLOSE, TYPED)
    run_jobs()

    assert list(google.calendars) == ["work"]
    assert google.grants == {}
    assert "your blocks are being removed there" in mailoutbox[-1].body


@pytest.mark.parametrize("where", ["revoke", "calendars", "token"])
def test_while_google_is_away_the_account_is_closed_and_the_rest_is_tried_again(
    client, google, pushing, where, clock
):
    clock.shift(7200)  # the access token has run out
    google.will(where, 503)
    client.post("/accounts/reauthenticate/", {"password": TYPED["password"]})
    client.post(CLOSE, TYPED)
    run_jobs()
    assert not User.objects.filter(email=TYPED["email"]).exists()
    assert len(google.grants) == 1

    assert OrmQ.objects.get().lock > timezone.now()
    run_jobs()
    assert (list(google.calendars), google.grants) == (["work"], {})
    assert not OrmQ.objects.exists()


def test_access_that_google_took_back_is_nothing_to_wait_for(client, google, pushing):
    google.grants.clear()
    client.post(CLOSE, TYPED)
    run_jobs()
    assert not OrmQ.objects.exists()


def test_after_a_day_it_becomes_a_failed_job(alice, google, pushing):
    close_account(alice)
    job = next(job.task for job in OrmQ.objects.all() if "disconnect_closed" in job.task["args"][0])
    google.will("revoke", 503)
    with pytest.raises(Trouble):
        disconnect_closed(job["args"][1], MAX_TRIES)


def test_bobs_access_stays(bob, alice, google, pushing):
    close_account(bob)
    run_jobs()
    assert (len(google.calendars), len(google.grants)) == (2, 1)


def test_what_must_still_be_done_is_kept_sealed(alice, google, pushing):
    token = next(iter(google.grants))
    close_account(alice)
    assert token not in str([job.task for job in OrmQ.objects.all()])
