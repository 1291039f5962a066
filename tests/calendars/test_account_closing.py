"""Closing an account disconnects CalDAV accounts and needs nothing for subscriptions"""

from __future__ import annotations

import pytest
from django_q.models import OrmQ

from core.accounts import close_account
from tasks.calendars import actions
from tasks.models import CalendarAccount
from tests.conftest import run_jobs


@pytest.fixture
def account(caldav_account) -> CalendarAccount:
    return caldav_account


def names(principal) -> list[str]:
    return sorted(calendar.get_display_name() for calendar in principal.get_calendars())


def test_account_closing_deletes_only_the_calendar_of_blocks_from_a_caldav_server(
    alice, block_calendar, principal
):
    assert names(principal) == ["Whendoist", "Work"]
    close_account(alice)
    run_jobs()
    assert names(principal) == ["Work"]


def test_account_closing_enqueues_no_disconnect_for_a_subscription(alice, mailoutbox):
    actions.connect(alice, "ics", {"address": "https://example.org/a.ics"})
    OrmQ.objects.all().delete()
    close_account(alice)
    run_jobs()
    assert [mail.subject for mail in mailoutbox] == ["Account closed"]
    assert "disconnected" not in mailoutbox[0].body


def test_account_closing_enqueues_no_disconnect_for_a_signed_out_account(alice, account):
    CalendarAccount.objects.update(state="signed_out", trouble="The password is wrong.")
    OrmQ.objects.all().delete()
    close_account(alice)
    assert [job.task["args"][0] for job in OrmQ.objects.all()] == ["core.accounts.notices.deliver"]
