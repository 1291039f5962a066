"""/settings/calendars/: showing blocks no more, and leaving"""

from __future__ import annotations

from datetime import time

import pytest

from tasks.calendars import sync
from tasks.calendars.google.consent import READ, WRITE
from tasks.models import CalendarAccount, Event
from tests.calendars.google.conftest import PAGE, synced
from tests.conftest import NOW


@pytest.mark.parametrize(("how", "left"), [("keep", 2), ("erase", 1)])
def test_it_is_asked_and_shown_what_goes_before_blocks_are_taken_away(
    client, google, consented, make_task, how, left
):
    make_task("Write", scheduled_date=NOW.date(), scheduled_time=time(9))
    consented((*READ, WRITE), query="?blocks=1")
    account = synced()
    page = client.get(f"{PAGE}stop/{account.pk}/").text
    assert "1 block in Whendoist there" in page
    assert "Write, 2 Mar" in page
    assert len(google.calendars) == 2

    client.post(f"{PAGE}stop/{account.pk}/{how}/")
    sync.sync(account.pk)
    assert len(google.calendars) == left


@pytest.mark.parametrize(("how", "left"), [("keep", 2), ("erase", 1)])
def test_leaving_keeps_or_deletes_the_blocks_and_revokes(client, google, consented, how, left):
    consented((*READ, WRITE), query="?blocks=1")
    account = synced()
    assert "delete the calendar of blocks" in client.get(f"{PAGE}leave/{account.pk}/").text
    for _ in range(2):  # a double click
        client.post(f"{PAGE}leave/{account.pk}/{how}/")
    sync.sync(account.pk)

    assert (len(google.calendars), google.grants) == (left, {})
    assert not CalendarAccount.objects.exists()


def test_while_access_cannot_be_given_back_it_is_said_and_may_be_forgotten(
    client, google, consented
):
    google.meet(9)
    consented()
    account = synced()
    google.will("revoke", 503)
    client.post(f"{PAGE}leave/{account.pk}/keep/")
    assert not Event.objects.exists()
    sync.sync(account.pk)
    page = client.get(PAGE).text
    assert "Being disconnected" in page
    assert "Remove it now" in page

    client.post(f"{PAGE}leave/{account.pk}/keep/")
    assert not CalendarAccount.objects.exists()


def test_what_is_signed_out_is_left_with_a_word_on_what_stays(client, consented, google):
    consented((*READ, WRITE), query="?blocks=1")
    account = synced()
    CalendarAccount.objects.update(state="signed_out", trouble="Connect again.")
    page = client.get(f"{PAGE}leave/{account.pk}/").text
    assert "stays until you delete it there" in page
    assert "leave/{account.pk}/erase/" not in page
