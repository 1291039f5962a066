"""/settings/calendars/: stopping the push, and disconnecting"""

from __future__ import annotations

from datetime import time

import pytest

from tasks.calendars import sync
from tasks.calendars.google.consent import READ, WRITE
from tasks.models import CalendarAccount, Event
from tests.calendars.google.conftest import PAGE, sync_account
from tests.conftest import NOW


@pytest.mark.parametrize(("action", "calendars"), [("keep", 2), ("erase", 1)])
def test_stop_page_lists_the_blocks_before_they_are_deleted(
    client, google, authorize_google, make_task, action, calendars
):
    make_task("Write", scheduled_date=NOW.date(), scheduled_time=time(9))
    authorize_google((*READ, WRITE), query="?blocks=1")
    account = sync_account()
    page = client.get(f"{PAGE}stop/{account.pk}/").text
    assert "1 block in the calendar Whendoist" in page
    assert "Write, 2 Mar" in page
    assert len(google.calendars) == 2

    client.post(f"{PAGE}stop/{account.pk}/{action}/")
    sync.sync(account.pk)
    assert len(google.calendars) == calendars


@pytest.mark.parametrize(("action", "calendars"), [("keep", 2), ("erase", 1)])
def test_disconnect_keeps_or_deletes_the_calendar_of_blocks_and_revokes_access(
    client, google, authorize_google, action, calendars
):
    authorize_google((*READ, WRITE), query="?blocks=1")
    account = sync_account()
    assert "delete the calendar of blocks" in client.get(f"{PAGE}leave/{account.pk}/").text
    for _ in range(2):  # a double click
        client.post(f"{PAGE}leave/{account.pk}/{action}/")
    sync.sync(account.pk)

    assert (len(google.calendars), google.grants) == (calendars, {})
    assert not CalendarAccount.objects.exists()


def test_account_can_be_removed_when_access_cannot_be_revoked(client, google, authorize_google):
    google.add_meeting(9)
    authorize_google()
    account = sync_account()
    google.inject_fault("revoke", 503)
    client.post(f"{PAGE}leave/{account.pk}/keep/")
    assert not Event.objects.exists()
    sync.sync(account.pk)
    page = client.get(PAGE).text
    assert "Disconnecting" in page
    assert "Remove now" in page

    client.post(f"{PAGE}leave/{account.pk}/keep/")
    assert not CalendarAccount.objects.exists()


def test_disconnect_page_says_that_blocks_stay_when_signed_out(client, authorize_google, google):
    authorize_google((*READ, WRITE), query="?blocks=1")
    account = sync_account()
    CalendarAccount.objects.update(state="signed_out", trouble="Connect again.")
    page = client.get(f"{PAGE}leave/{account.pk}/").text
    assert "stays until you delete it yourself" in page
    assert "leave/{account.pk}/erase/" not in page
