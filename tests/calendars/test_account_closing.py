"""Closing an account, and what was connected that is not Google"""

from __future__ import annotations

import pytest
from django_q.models import OrmQ

from core.accounts import close_account
from tasks.calendars import actions
from tasks.models import CalendarAccount
from tests.calendars.radicale import PASSWORD, USERNAME
from tests.conftest import run_jobs


@pytest.fixture
def account(alice, radicale, work, settings) -> CalendarAccount:
    settings.CALENDARS_MAY_BE_PRIVATE = True
    secrets = {"address": radicale, "username": USERNAME, "password": PASSWORD}
    return actions.connect(alice, "caldav", secrets)


def names(there) -> list[str]:
    return sorted(each.get_display_name() for each in there.get_calendars())


def test_the_calendar_of_blocks_goes_from_a_caldav_server_and_no_other(alice, made, there):
    assert names(there) == ["Whendoist", "Work"]
    close_account(alice)
    run_jobs()
    assert names(there) == ["Work"]


def test_a_published_calendar_leaves_nothing_to_do(alice, mailoutbox):
    actions.connect(alice, "ics", {"address": "https://example.org/a.ics"})
    OrmQ.objects.all().delete()
    close_account(alice)
    run_jobs()
    assert [mail.subject for mail in mailoutbox] == ["Account closed"]
    assert "disconnected" not in mailoutbox[0].body


def test_what_is_signed_out_already_leaves_nothing_to_do(alice, account):
    CalendarAccount.objects.update(state="signed_out", trouble="The password is wrong.")
    OrmQ.objects.all().delete()
    close_account(alice)
    assert [job.task["args"][0] for job in OrmQ.objects.all()] == ["core.accounts.notices.deliver"]
